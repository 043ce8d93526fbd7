"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduplatform.settings")

from eduplatform.celery import app as celery_app

application = get_asgi_application()
__all__ = ["application", "celery_app"]
