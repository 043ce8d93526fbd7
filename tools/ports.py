"""Which port to serve on."""

import os
import socket

from tools.say import Stop, say

DEFAULT_PORT = 8000
TRIED = 100


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def next_free(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + TRIED, 65536)):
        if is_free(host, candidate):
            return candidate
    raise Stop(f"No free port from {port} to {port + TRIED} on {host}: choose one yourself, such as PORT=18000")


def any_free(host: str = "127.0.0.1") -> int:
    """A port the kernel gives out, for servers of tests and benches."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def choose_port(host: str) -> int:
    """PORT when it is set, and then no other; else 8000, or the next one that is free."""
    named = os.environ.get("PORT", "")
    if named and not (named.isdigit() and 0 < int(named) < 65536):
        raise Stop(f"PORT must be a number from 1 to 65535, not {named!r}")
    port = int(named) if named else DEFAULT_PORT
    if is_free(host, port):
        return port
    free = next_free(host, port)
    if named:
        raise Stop(f"Port {port} on {host} is in use or not allowed. Port {free} is free:\n    PORT={free} make run")
    say(f"Port {port} is in use, so this is served on {free} (PORT chooses another).")
    return free
