"""The service worker as one script: the modules joined, with the addresses that it needs put before them."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from rjsmin import jsmin

from eduplatform.static_files import join_modules

SCRIPTS = Path(settings.BASE_DIR) / "eduplatform" / "static" / "js"
PAGE_SCRIPTS = ("js/phone.js", "js/kept.js")
"""What the page for when there is no line needs."""


def worker_script() -> str:
    """Changes with whatever it is made of, so that phones notice."""
    names = {"page": reverse("on_this_phone"), "files": [static(name) for name in PAGE_SCRIPTS]}
    return f"const PHONE = {json.dumps(names)};\n{_joined()}"


def _joined() -> str:
    return _read() if settings.DEBUG else _read_once()


def _read() -> str:
    text: str = jsmin(join_modules("worker.js", lambda name: (SCRIPTS / name).read_text(encoding="utf-8")))
    return text


_read_once = lru_cache(maxsize=1)(_read)
