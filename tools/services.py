"""PostgreSQL and Redis for tests and benches: on free ports, in a folder of their own, gone afterwards.

    with postgres() as database_url, redis() as redis_url:
        ...

The folder is the system's for temporary files, not `var/`: started by root, PostgreSQL runs as another user,
who may not be let into root's checkout.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tools.ports import any_free
from tools.processes import die_with_parent
from tools.say import Stop, administrator

HOST = "127.0.0.1"
USER = DATABASE = "eduplatform"
ANSWER_WITHIN = 60.0
# Nothing here outlives a run, so nothing waits for the disk.
UNSAFE_AND_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=100")


def postgres_program(name: str) -> str:
    """Debian keeps PostgreSQL's programs out of the PATH; the newest version wins."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise Stop(f"PostgreSQL's {name} is missing: {administrator('apt-get install postgresql')}")
    return found


def redis_program() -> str:
    found = shutil.which("redis-server")
    if not found:
        raise Stop(f"redis-server is missing: {administrator('apt-get install redis-server')}")
    return found


def unprivileged() -> str | None:
    """The user that PostgreSQL has to run as when we are root, because it refuses to be root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def own_folder(user: str | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="eduplatform-"))
    try:
        if user:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    command: Sequence[str], folder: Path, user: str | None, stop_with: int
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that ends with this block, and with this process if that is killed."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,
            user=user,
            extra_groups=[] if user else None,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=0,
            preexec_fn=partial(die_with_parent, stop_with),  # noqa: PLW1509  called from one thread
        )
    try:
        yield server
    finally:
        server.send_signal(stop_with)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until(answers: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + ANSWER_WITHIN
    while not answers():
        if server.poll() is not None or time.monotonic() > until:
            raise Stop(f"{server.args!r} does not come up:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def postgres() -> Iterator[str]:
    """A fresh PostgreSQL; yields the URL of an empty database whose owner may make others."""
    user, port = unprivileged(), any_free()
    with own_folder(user) as folder:
        data = folder / "data"
        make = [postgres_program("initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8"]
        made = subprocess.run(
            [*make, "--locale=C.UTF-8", "--no-sync"], cwd=folder, user=user, capture_output=True, text=True, check=False
        )
        if made.returncode != 0:
            raise Stop(f"PostgreSQL could not make its folder:\n{made.stderr}")
        options = [f"port={port}", f"listen_addresses={HOST}", "unix_socket_directories=", *UNSAFE_AND_FAST]
        command = [postgres_program("postgres"), "-D", str(data)]
        command += [word for option in options for word in ("-c", option)]
        at = ("-h", HOST, "-p", str(port), "-U", USER)
        with running(command, folder, user, signal.SIGINT) as server:
            wait_until(lambda: succeeds(postgres_program("pg_isready"), *at), server, folder / "log")
            subprocess.run([postgres_program("createdb"), *at, DATABASE], check=True, capture_output=True)
            yield f"postgresql://{USER}@{HOST}:{port}/{DATABASE}"


@contextmanager
def redis() -> Iterator[str]:
    """A fresh Redis that writes nothing; yields the URL of its first database."""
    port = any_free()
    with own_folder(None) as folder:
        command = [redis_program(), "--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no"]
        with running(command, folder, None, signal.SIGTERM) as server:
            ping = ("redis-cli", "-h", HOST, "-p", str(port), "ping")
            wait_until(lambda: succeeds(*ping), server, folder / "log")
            yield f"redis://{HOST}:{port}/0"
