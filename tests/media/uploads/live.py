"""The platform behind granian, as a server runs it, with a trainer who is signed in."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.migrated import kept
from tools.environment import without_settings
from tools.places import ROOT
from tools.ports import any_free
from tools.serve import status_of, web

HOST = "127.0.0.1"
TOKEN = "a" * 32  # what the cookie and the header of a session must share
SIGN_IN = """
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
user = get_user_model().objects.create_superuser("trainer", password="only for this test")
session = SessionStore()
session["_auth_user_id"] = str(user.pk)
session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
session["_auth_user_hash"] = user.get_session_auth_hash()
session.save()
print("sid", session.session_key)
"""


class Live:
    """Started once; `kill` and `start` as often as a test likes."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = any_free(HOST)
        self.log = folder / "log.txt"
        self.files = folder / "var" / "files"
        own = {"VAR_DIR": str(folder / "var"), "VIDEO_MIN_FREE_MB": "0", "UPLOAD_MAX_OPEN": "50", **settings}
        self.env = {**without_settings(), **own}
        (folder / "var" / "static").mkdir(parents=True)
        if kept().exists():  # which leaves `migrate` nothing to do
            shutil.copy(kept(), folder / "var" / "db.sqlite3")
        self.process: subprocess.Popen[bytes] | None = None
        self.shell("migrate", "--verbosity=0")
        self.sid = self.shell("shell", "-c", SIGN_IN).split("sid ")[1].split()[0]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/api/uploads/"

    @property
    def headers(self) -> dict[str, str]:
        """What a client of the trainer's session sends along."""
        return {"Cookie": f"sid={self.sid}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                web(HOST, self.port).argv, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 60
        while not status_of(HOST, self.port):
            assert time.monotonic() < until, self.log.read_text()[-2000:]
            time.sleep(0.1)

    def kill(self) -> None:
        """As a crash would: nothing is tidied up."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def shell(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout
