"""Gives an account a role over a region; makes the account when there is none."""

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduplatform.accounts.models import User
from learners.regions.models import Officer, Region
from learners.regions.services import appoint_officer


class Command(BaseCommand):
    help = "Give an account a role over a region, in place of any before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Officer.Role.values)
        parser.add_argument("region", help="12-digit division code")
        parser.add_argument("--name", default="", help="what the person is called on the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        region = Region.objects.filter(pk=options["region"]).first()
        if region is None:
            raise CommandError(f"There is no region {options['region']}; load_reference loads those that are known.")
        user = User.objects.filter(username=options["username"]).first() or self._new_account(options["username"])
        if options["name"]:
            user.display_name = options["name"]
            user.save(update_fields=["display_name"])
        officer = appoint_officer(user=user, role=Officer.Role(options["role"]), region=region)
        self.stdout.write(f"{user.username} is now {officer.role} of {region.name}")

    def _new_account(self, username: str) -> User:
        """Asks for the password, so that it stands in no shell history."""
        return User.objects.create_user(username, password=getpass.getpass(f"Password for {username}: "))
