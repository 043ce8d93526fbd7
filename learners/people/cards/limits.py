"""How wrong tries slow down and lock.

Three of twelve pictures are 220 possibilities: what keeps them safe is that nobody can try many. Knows no Django.
"""

import datetime
from dataclasses import dataclass

# After so many wrong tries in a row a person waits so long; from LOCKED_FROM on until an officer unlocks.
WAITS = {
    2: datetime.timedelta(seconds=30),
    3: datetime.timedelta(minutes=5),
    4: datetime.timedelta(hours=1),
}
LOCKED_FROM = 5


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` wrong tries within `span`, counted from the first of them."""

    most: int
    span: datetime.timedelta

    def count(
        self, wrong: int, since: datetime.datetime | None, now: datetime.datetime
    ) -> tuple[int, datetime.datetime]:
        """The count and its beginning after one more wrong try."""
        return (wrong + 1, since) if since and now < since + self.span else (1, now)

    def wait(self, wrong: int, since: datetime.datetime | None, now: datetime.datetime) -> datetime.timedelta:
        """How long no try is taken; zero where one is."""
        left = since + self.span - now if since and wrong >= self.most else datetime.timedelta()
        return max(left, datetime.timedelta())


# A whole family shares a card. Many families share an address: mobile networks have few of them.
OF_A_CARD = Window(10, datetime.timedelta(days=1))
OF_AN_ADDRESS = Window(40, datetime.timedelta(hours=1))


def is_locked(wrong: int) -> bool:
    return wrong >= LOCKED_FROM


def waits_until(wrong: int, now: datetime.datetime) -> datetime.datetime | None:
    """From when on somebody with so many wrong tries in a row may try again; None for at once."""
    wait = WAITS.get(wrong)
    return now + wait if wait else None
