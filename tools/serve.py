"""`make run`, after setup: web, worker and sweep as one process tree, until Ctrl-C."""

import http.client
import os
import signal
import socket
import sys
import time

from eduplatform.demo.signins import SIGN_INS, SignIn
from tools.places import VENV_PYTHON
from tools.ports import choose_port
from tools.processes import die_with_parent, guarded
from tools.say import Stop, say
from tools.steps import demo_wanted
from tools.supervisor import Program, Supervisor

ANY_ADDRESS = ("0.0.0.0", "::")
LOOPBACK = "localhost,127.0.0.1,[::1]"
PYTHON = str(VENV_PYTHON)
ANSWER_WITHIN = 60.0
TRIES = 3
THREADS = "8"  # a slow upload or download holds one for as long as it takes


def web(host: str, port: int) -> Program:
    """One process: SQLite has one writer, and threads share what Django has loaded."""
    options = f"--interface wsgi --workers 1 --blocking-threads {THREADS} --log-level warning --no-ws"
    at = ("--host", host, "--port", str(port))
    return Program("web", (PYTHON, "-m", "granian", *options.split(), *at, "eduplatform.wsgi:application"))


def celery(name: str, *options: str) -> Program:
    # Celery warns root of pickled messages; here only JSON is taken.
    unwarned = ("-W", "ignore:You're running the worker with superuser")
    application = ("-m", "celery", "--quiet", "-A", "eduplatform.celery")
    return Program(name, (PYTHON, *unwarned, *application, *options, "--loglevel", "WARNING"))


def worker() -> Program:
    """One job at a time in the worker's own process; the sweep replaces what gossip and mingling would tell."""
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return celery("worker", "worker", "--pool", "solo", "--concurrency", "1", *alone)


def sweep() -> Program:
    return celery("sweep", "beat", "--pidfile=")


def own_address() -> str:
    """This machine's address in its network; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def environment(host: str, port: int) -> dict[str, str]:
    """What the children see: the caller's environment, and the names a browser may use for this machine."""
    own = own_address() if host in ANY_ADDRESS else host
    defaults = {
        "ALLOWED_HOSTS": f"{LOOPBACK},{socket.gethostname()},{own}",
        "PUBLIC_URL": f"http://localhost:{port}",
        "PYTHONUNBUFFERED": "1",
        "DEMO": demo_wanted(),
    }
    return {**defaults, **os.environ}


def status_of(host: str, port: int) -> int:
    """The status the site answers with, or 0 when it does not answer yet."""
    connection = http.client.HTTPConnection("127.0.0.1" if host in ANY_ADDRESS else host, port, timeout=2)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


class Site:
    """The platform on one port: the web first, what works behind it as soon as the web answers."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.web = web(host, port)
        self.supervisor = Supervisor([self.web], environment(host, port))
        self.serving = False
        self.give_up_at = time.monotonic() + ANSWER_WITHIN

    def run(self) -> int:
        code = self.supervisor.run(self.look)
        say("\nStopped.")
        return code

    def look(self) -> None:
        """Called all the time; does something until the first answer."""
        if self.serving:
            return
        if self.web.failures >= TRIES or time.monotonic() > self.give_up_at:
            raise Stop("The web process does not come up. What it said stands above.")
        status = status_of(self.host, self.port)
        if status:
            self.serving = True
            self.supervisor.programs += [worker(), sweep()]
            say(welcome(self.host, self.port, status))


def welcome(host: str, port: int, status: int) -> str:
    address = "localhost" if host in ("127.0.0.1", *ANY_ADDRESS) else host
    base = f"http://{address}:{port}"
    lines = ["", f"Serving on {base}/   (Ctrl-C stops it)"]
    if host in ANY_ADDRESS:
        lines.append(f"From a phone in this network: http://{own_address()}:{port}/")
    if status >= http.client.INTERNAL_SERVER_ERROR:
        lines.append(f"The first page answered with an error ({status}); the reason stands above.")
    return "\n".join([*lines, "", *sign_in_table(base, SIGN_INS), ""])


def sign_in_table(base: str, sign_ins: list[SignIn]) -> list[str]:
    """Role, name to sign in with, password or how to get the code, first page; in columns."""
    rows = [("Role", "Signs in as", "With", "Starts at")]
    rows += [(each.role, each.login, each.secret, base + each.start_url) for each in sign_ins]
    widths = [max(width(row[column]) for row in rows) for column in range(3)]
    return ["  ".join([*(pad(cell, size) for cell, size in zip(row, widths, strict=False)), row[3]]) for row in rows]


def width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def pad(text: str, size: int) -> str:
    return text + " " * (size - width(text))


def main() -> int:
    if "MAKELEVEL" in os.environ:  # whoever kills make means the site
        die_with_parent(signal.SIGTERM)
    host = os.environ.get("HOST", "127.0.0.1")
    try:
        port = choose_port(host)
    except Stop as reason:
        say(str(reason))
        return 2
    say("Starting the web server ...")
    return guarded(Site(host, port).run)


if __name__ == "__main__":
    sys.exit(main())
