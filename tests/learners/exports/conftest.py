"""A file with something in each part."""

import datetime

import pytest

from learners.assistance.models import Entry
from learners.assistance.services import append, correct

MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)
PAYLOADS = {
    Entry.Kind.LESSON_COMPLETED: {
        "lesson_id": 1,
        "lesson": "挖<笋>",
        "course_id": 3,
        "course": "种竹",
        "watched_ms": 118_000,
        "length_ms": 120_000,
    },
    Entry.Kind.COURSE_COMPLETED: {"course_id": 3, "course": "种竹", "lessons": 1},
    Entry.Kind.CERTIFICATE_ISSUED: {
        "class_id": 7,
        "serial": "PX-2026-000001",
        "title": "竹笋采收与初加工",
        "issued_on": "2026-05-20",
        "institution": "盐津县职业技术学校",
    },
    Entry.Kind.SUBSIDY_PAID: {"subsidy": "meals", "amount_fen": 15000, "paid_on": "2026-05-04", "basis": "文件"},
    Entry.Kind.VISIT: {"visitor": "陈志明", "agreed": "秋天种二亩方竹。", "visited_on": "2026-06-01"},
}
EVIDENCE = {Entry.Kind.LESSON_COMPLETED: {"ranges_ms": [[0, 60_000], [62_000, 120_000]], "report": "r1"}}


@pytest.fixture
def lan(cast):
    """Lan with five entries and a correction of the visit."""
    for days, (kind, payload) in enumerate(PAYLOADS.items()):
        entry = append(
            person=cast.lan,
            kind=kind,
            payload=payload,
            happened_at=MAY + datetime.timedelta(days=days),
            evidence=EVIDENCE.get(kind, {}),
        )
    correct(entry=entry, reason="写错了人", by=cast.dousha)
    return cast.lan
