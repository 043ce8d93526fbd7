"""The servers of tests and benches are real, and gone afterwards."""

import socket
from contextlib import suppress
from urllib.parse import urlsplit

import psycopg
import pytest
from redis import Redis

from tools.services import postgres, redis, redis_program
from tools.services import postgres_program as program


def needs(find, *names):
    """Skip, with the command that repairs it, where a server is not installed."""
    try:
        find(*names)
    except Exception as reason:
        pytest.skip(str(reason))


def is_gone(url: str) -> bool:
    parts = urlsplit(url)
    with suppress(OSError), socket.create_connection((parts.hostname, parts.port), timeout=1):
        return False
    return True


@pytest.mark.slow
def test_postgresql_serves_an_empty_database_and_ends():
    needs(program, "initdb")
    with postgres() as url, psycopg.connect(url) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    assert row == (0,)
    assert is_gone(url)


def test_redis_serves_and_ends():
    needs(redis_program)
    with redis() as url:
        assert Redis.from_url(url).set("a", 1)
    assert is_gone(url)


def test_a_failure_inside_still_ends_the_server():
    needs(redis_program)
    with suppress(ZeroDivisionError), redis() as url:
        raise ZeroDivisionError
    assert is_gone(url)
