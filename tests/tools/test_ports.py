"""A busy port is named, and so is the next free one."""

import socket

import pytest

from tools.ports import any_free, choose_port, is_free
from tools.say import Stop

HOST = "127.0.0.1"


@pytest.fixture
def busy():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_somebody_listens_on_is_not_free(busy):
    assert not is_free(HOST, busy)


def test_a_port_named_by_hand_is_taken_when_free(monkeypatch):
    free = any_free()
    monkeypatch.setenv("PORT", str(free))
    assert choose_port(HOST) == free


def test_a_busy_port_named_by_hand_is_refused_with_the_command_that_works(monkeypatch, busy):
    monkeypatch.setenv("PORT", str(busy))
    with pytest.raises(Stop, match=rf"Port {busy} .*\n +PORT=\d+ make run"):
        choose_port(HOST)


def test_a_busy_default_port_gives_way_to_the_next_and_says_so(monkeypatch, busy, capsys):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr("tools.ports.DEFAULT_PORT", busy)
    chosen = choose_port(HOST)
    assert chosen > busy
    assert f"Port {busy} is in use, so this is served on {chosen}" in capsys.readouterr().out


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(Stop, match="from 1 to 65535"):
        choose_port(HOST)
