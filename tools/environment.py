"""The environment variables that settings.py reads, found in its text: docs, compose file and tests are held to it."""

import os
import re

from tools.places import ROOT

READ = re.compile(r'\benv_(?:str|bool|int|list|path)\(\s*"([A-Z_]+)"')


def names_read() -> set[str]:
    return set(READ.findall((ROOT / "eduplatform" / "settings.py").read_text(encoding="utf-8")))


def without_settings() -> dict[str, str]:
    """The caller's environment less everything that would change the platform's settings."""
    ignored = {*names_read(), "DJANGO_SETTINGS_MODULE", "HOST", "PORT"}
    return {name: value for name, value in os.environ.items() if name not in ignored}
