"""Loads the reference data that the product carries; safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.reference import Loaded, load_industries
from courses.search.services import load_search_words
from courses.site import ensure_site
from learners.regions.reference import load_regions


class Command(BaseCommand):
    help = "Load regions and industries, and make what the site stands on: pages, groups, approval."

    def handle(self, *args: Any, **options: Any) -> None:
        self._say("regions", load_regions())
        self._say("industries and their other names", load_industries())
        self._say("words for searching", load_search_words())
        ensure_site()

    def _say(self, what: str, loaded: Loaded) -> None:
        self.stdout.write(f"{what}: {loaded.added} added, {loaded.changed} changed, {loaded.same} as before")
