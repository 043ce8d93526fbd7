"""The project. Importing it makes its Celery application the current one: every process rings the same bell."""

from eduplatform.celery import app as celery_app

__all__ = ["celery_app"]
