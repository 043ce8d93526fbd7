#!/usr/bin/env python3
"""Django's command line for the platform."""

import os
import sys

from django.core.management import execute_from_command_line

from eduplatform.celery import app  # noqa: F401 - without it a command rings at a queue that nobody answers

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduplatform.settings")
    execute_from_command_line(sys.argv)
