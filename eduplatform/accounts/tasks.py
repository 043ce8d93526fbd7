"""Housekeeping of accounts."""

from celery import shared_task

from eduplatform.accounts.services import forget_unproven_accounts


@shared_task
def forget_unproven() -> None:
    forget_unproven_accounts()
