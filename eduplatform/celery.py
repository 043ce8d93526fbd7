"""The Celery application: a doorbell for work whose truth is in the database."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduplatform.settings")

app = Celery("eduplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_queue_folders(sender: Celery, **kwargs: object) -> None:
    """The file-system queue does not make its own folders."""
    options = sender.conf.broker_transport_options or {}
    for name in ("data_folder_in", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True)
