"""Machines as far as one machine can play them: a network namespace each, and a way to the servers and nowhere else."""

import secrets
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

BLOCK = 64 * 1024


@dataclass(frozen=True)
class Host:
    """`before` are words in front of a command that runs there; `url` says how a server is reached from there."""

    before: tuple[str, ...] = ()
    address: str = "127.0.0.1"
    ports: tuple[tuple[int, int], ...] = ()

    def url(self, url: str) -> str:
        parts = urlsplit(url)
        assert parts.port
        login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
        return parts._replace(netloc=f"{login}{self.address}:{dict(self.ports).get(parts.port, parts.port)}").geturl()


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def has_namespaces() -> bool:
    name = f"t{secrets.token_hex(3)}"
    with suppress(OSError, subprocess.CalledProcessError):
        ip("netns", "add", name)
        ip("netns", "delete", name)
        return True
    return False


@contextmanager
def hosts(count: int, ports: list[int]) -> Iterator[list[Host]]:
    """With namespaces where root may make them; else hosts that share the network and nothing more."""
    with ExitStack() as stack:
        separate = has_namespaces()
        yield [stack.enter_context(host(ports)) if separate else Host() for _ in range(count)]


@contextmanager
def host(ports: list[int]) -> Iterator[Host]:
    tag = secrets.token_hex(3)
    name, inside, outside = f"host-{tag}", f"i{tag}", f"o{tag}"
    net = f"10.{200 + secrets.randbelow(50)}.{secrets.randbelow(250)}"
    ip("netns", "add", name)
    try:
        ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name)
        ip("addr", "add", f"{net}.1/24", "dev", outside)
        ip("link", "set", outside, "up")
        ip("-n", name, "addr", "add", f"{net}.2/24", "dev", inside)
        for link in (inside, "lo"):
            ip("-n", name, "link", "set", link, "up")
        with ExitStack() as stack:
            led = tuple((port, stack.enter_context(led_to(f"{net}.1", port))) for port in ports)
            yield Host(("ip", "netns", "exec", name), f"{net}.1", led)
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "delete", outside], check=False, capture_output=True)


@contextmanager
def led_to(address: str, port: int) -> Iterator[int]:
    """A port at `address` whose connections reach that port of this machine."""
    with socket.create_server((address, 0)) as server:
        threading.Thread(target=_accept, args=(server, port), daemon=True).start()
        yield server.getsockname()[1]


def _accept(server: socket.socket, port: int) -> None:
    with suppress(OSError):
        while True:
            caller, _ = server.accept()
            try:
                called = socket.create_connection(("127.0.0.1", port))
            except OSError:
                caller.close()
                continue
            for source, target in ((caller, called), (called, caller)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(BLOCK):
            target.sendall(block)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
