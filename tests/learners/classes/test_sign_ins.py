"""Signing in to a class: codes, ticks and cards, late, doubled and by the wrong people."""

import datetime
import json

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from learners.assistance.verify import verify
from learners.assistance.words import describe
from learners.classes.codes import code_of, day_key, is_code, moment_of, tick_of
from learners.classes.items import BadItem, read_item
from learners.classes.models import RejectedSignIn, SignIn, TrainingClass
from learners.classes.services import note_answer
from learners.classes.signing import Sender
from learners.people.models import DeviceSignIn
from tests.factories import EnrolmentFactory
from tests.learners.classes.phones import (
    AFTERNOON,
    EVENING,
    MORNING,
    NEXT_WEEK,
    SHANGHAI,
    held,
    marked,
    scanned,
    send,
    signed,
)

# --- the code ------------------------------------------------------------------------------------


@given(st.datetimes(timezones=st.just(datetime.UTC), min_value=datetime.datetime(2020, 1, 1)))
def test_a_code_holds_for_half_a_minute(moment):
    key = day_key("secret", 1, moment.date())
    tick = tick_of(moment)
    assert datetime.timedelta() <= moment - moment_of(tick) < datetime.timedelta(seconds=30)
    assert is_code(key, tick, code_of(key, tick))


def test_each_class_and_day_has_codes_of_its_own():
    keys = {day_key("secret", number, datetime.date(2026, 11, day)) for number in (1, 2) for day in (23, 24)}
    assert len({code_of(key, 100) for key in keys}) == 4


def test_what_the_trainers_phone_computes_is_what_is_checked():
    """Figures that classroom.js gave for this key: HMAC-SHA256 of the number in decimal, first 64 bits."""
    key = "0b" * 32
    assert [code_of(key, tick) for tick in (0, 59312345)] == ["07921780", "24330739"]


# --- a learner scans -----------------------------------------------------------------------------


def test_who_scans_the_code_is_signed_in(cast, bamboo):
    assert send(held(cast.lan), scanned(bamboo)) == ["stored"]
    entry = cast.lan.entries.last()
    assert (entry.kind, entry.payload["day"], entry.payload["part"]) == ("class_signed_in", "2026-11-23", "am")
    assert entry.happened_at == moment_of(tick_of(MORNING))
    assert bamboo.enrolments.get().state == "attended"


def test_an_invited_person_who_comes_is_enrolled(cast, bamboo):
    bamboo.enrolments.update(state="invited")
    send(held(cast.lan), scanned(bamboo))
    assert list(cast.lan.entries.values_list("kind", flat=True)) == ["class_enrolled", "class_signed_in"]


def test_a_scan_that_comes_days_later_counts_for_its_day(cast, bamboo):
    assert send(held(cast.lan), scanned(bamboo, AFTERNOON), now=NEXT_WEEK) == ["stored"]
    assert signed(cast.lan) == [("2026-11-23", "pm")]
    days = cast.lan.entries.last().evidence["late_s"] // 86400
    assert any(f"{days} 天" in line or f"{days} days" in line for line in describe(cast.lan.entries.last(), {}).lines)


def test_the_same_scan_sent_again_changes_nothing(cast, bamboo):
    sender, item = held(cast.lan), scanned(bamboo)
    assert [send(sender, item), send(sender, item, scanned(bamboo))] == [["stored"], ["unchanged", "unchanged"]]
    assert cast.lan.entries.count() == 1


def test_a_whole_day_is_signed_for_once(cast, bamboo):
    TrainingClass.objects.update(halves=False)
    assert send(held(cast.lan), scanned(bamboo), scanned(bamboo, AFTERNOON)) == ["stored", "unchanged"]
    assert signed(cast.lan) == [("2026-11-23", "day")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "00000000"}, "wrong_code"),
        ({"tick": 1}, "wrong_code"),
        ({"tick": None, "at": NEXT_WEEK.isoformat()}, "wrong_code"),
        ({"class": 999}, "unknown_class"),
        ({"code": "x"}, "bad_item"),
        ({"tick": True}, "bad_item"),
        ({"id": "x"}, "bad_item"),
        ({"kind": "other"}, "bad_item"),
        ({"person": "x" * 22}, "other_person"),
        ({"person": 5}, "other_person"),
    ],
)
def test_a_scan_that_cannot_be_is_rejected(cast, bamboo, changes, said):
    sender = held(cast.lan)
    assert send(sender, scanned(bamboo, **changes), "nonsense") == [said, "bad_item"]
    assert not SignIn.objects.exists()
    assert {row.code for row in RejectedSignIn.objects.all()} == {said, "bad_item"}


def test_typed_digits_count_within_minutes_of_the_phones_clock(cast, bamboo):
    minutes = datetime.timedelta(minutes=8)
    item = scanned(bamboo, tick=None, at=(MORNING + minutes).isoformat())
    assert send(held(cast.lan), item) == ["stored"]
    assert cast.lan.entries.last().evidence["typed"] is True


def test_a_code_that_was_sent_on_to_somebody_at_home_is_too_old(cast, bamboo):
    """The link of a scan, opened hours later on a phone that has a line and the right time."""
    item = scanned(bamboo, at=AFTERNOON.isoformat(), sent=AFTERNOON.isoformat())
    assert send(held(cast.lan), item, now=AFTERNOON) == ["old_code"]
    assert send(held(cast.lan, "n" * 22), scanned(bamboo, at=None), now=AFTERNOON) == ["old_code"]
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("wrong_by", [datetime.timedelta(hours=3), datetime.timedelta(days=-4000)])
def test_a_scan_counts_though_the_phones_clock_is_wrong(cast, bamboo, wrong_by):
    item = scanned(bamboo, at=(MORNING + wrong_by).isoformat(), sent=(EVENING + wrong_by).isoformat())
    assert send(held(cast.lan), item) == ["stored"]


def test_a_scan_counts_though_the_clock_was_set_right_in_between(cast, bamboo):
    years_ago = MORNING - datetime.timedelta(days=4000)
    assert send(held(cast.lan), scanned(bamboo, at=years_ago.isoformat(), sent=EVENING.isoformat())) == ["stored"]


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("name", ["at", "sent"])
def test_a_clock_at_the_ends_of_time_spoils_no_batch(cast, bamboo, end, name):
    learner, item = held(cast.lan), scanned(bamboo, **{"sent": EVENING.isoformat(), name: end})
    assert len(send(learner, item, scanned(bamboo, AFTERNOON))) == 2
    assert ("2026-11-23", "pm") in signed(cast.lan)


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_trainers_clock_at_the_ends_of_time_costs_no_tick(cast, bamboo, end):
    assert send(Sender(cast.trainer), marked(bamboo, cast.lan, at=end)) == ["stored"]


def test_a_code_of_another_day_is_no_sign_in(cast, bamboo):
    sunday = MORNING - datetime.timedelta(days=1)
    assert send(held(cast.lan), scanned(bamboo, sunday)) == ["no_class_then"]


def test_a_code_of_the_future_waits(cast, bamboo):
    tomorrow = MORNING + datetime.timedelta(days=1)
    assert send(held(cast.lan), scanned(bamboo, tomorrow)) == ["too_early"]


def test_guessing_ends_after_some_tries(cast, bamboo):
    sender = held(cast.lan)
    for _ in range(4):
        send(sender, *[scanned(bamboo, code="00000000") for _ in range(5)])
    assert send(sender, scanned(bamboo)) == ["too_many_tries"]
    assert send(sender, scanned(bamboo), now=EVENING + datetime.timedelta(hours=2)) == ["stored"]


def test_on_a_shared_phone_each_scan_is_its_persons(cast, bamboo):
    EnrolmentFactory(training_class=bamboo, person=cast.gui)
    held(cast.gui, "l" * 21 + "g")
    gui = DeviceSignIn.objects.get(person=cast.gui)
    lan = held(cast.lan)
    DeviceSignIn.objects.filter(pk=gui.pk).update(device=lan.device)
    assert send(lan, scanned(bamboo), scanned(bamboo, person=gui.token)) == ["stored", "stored"]
    assert signed(cast.lan) == signed(cast.gui) == [("2026-11-23", "am")]


def test_who_is_not_on_the_roster_is_told(cast, bamboo):
    assert send(held(cast.gui), scanned(bamboo)) == ["not_on_roster"]


def test_who_left_is_not_counted_any_more(cast, bamboo, monkeypatch):
    place = bamboo.enrolments.get()
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING.replace(hour=8))
    note_answer(enrolment=place, state="left", reason="farm", by=cast.dousha)
    assert send(held(cast.lan), scanned(bamboo)) == ["not_on_roster"]


# --- the trainer ticks ---------------------------------------------------------------------------


def test_the_trainer_ticks_names(cast, bamboo):
    answers = send(Sender(cast.trainer), marked(bamboo, cast.lan), marked(bamboo, cast.lan, "2026-11-23:pm"))
    assert answers == ["stored", "stored"]
    assert [entry.evidence["way"] for entry in cast.lan.entries.all()] == ["tick", "tick"]
    assert {entry.recorded_by for entry in cast.lan.entries.all()} == {cast.trainer}


def test_a_tick_after_a_scan_is_known_already(cast, bamboo):
    send(held(cast.lan), scanned(bamboo))
    assert send(Sender(cast.trainer), marked(bamboo, cast.lan)) == ["unchanged"]


@pytest.mark.parametrize("who", ["editor", "auditor", "helper", "yanjing"])
def test_nobody_else_ticks(cast, bamboo, who):
    assert send(Sender(getattr(cast, who)), marked(bamboo, cast.lan)) == ["unknown_class"]


def test_a_learner_cannot_tick(cast, bamboo):
    assert send(held(cast.lan), marked(bamboo, cast.lan)) == ["unknown_class"]


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        ("2026-11-24:am", "too_early"),
        ("2026-11-22:am", "no_class_then"),
        ("2026-11-23:day", "no_class_then"),
        ("2026-11-23:xx", "bad_item"),
        ("2026-13-23:am", "bad_item"),
        (None, "bad_item"),
    ],
)
def test_a_tick_for_another_time_is_rejected(cast, bamboo, slot, said):
    assert send(Sender(cast.trainer), marked(bamboo, cast.lan, slot)) == [said]


@pytest.mark.parametrize("at", ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "yesterday", None])
def test_a_wrong_clock_costs_no_sign_in(cast, bamboo, at):
    send(Sender(cast.trainer), marked(bamboo, cast.lan, at=at), now=NEXT_WEEK)
    happened = cast.lan.entries.get().happened_at.astimezone(SHANGHAI)
    assert (happened.date(), happened.hour) == (MORNING.date(), 10)


def test_nothing_is_added_to_a_closed_class(cast, bamboo):
    send(Sender(cast.trainer), marked(bamboo, cast.lan))
    TrainingClass.objects.update(closed_at=EVENING)
    late = [marked(bamboo, cast.lan), marked(bamboo, cast.lan, "2026-11-23:pm")]
    assert send(Sender(cast.trainer), *late) == ["unchanged", "closed"]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (0, 0, 1, 2, 3, 3)])
def test_any_order_ends_in_the_same_state(cast, bamboo, order):
    lan, trainer = held(cast.lan), Sender(cast.trainer)
    steps = [
        (lan, scanned(bamboo)),
        (trainer, marked(bamboo, cast.lan)),
        (trainer, marked(bamboo, cast.lan, "2026-11-23:pm")),
        (lan, scanned(bamboo, AFTERNOON)),
    ]
    for number in order:
        send(*steps[number])
    assert signed(cast.lan) == [("2026-11-23", "am"), ("2026-11-23", "pm")]
    assert cast.lan.entries.count() == 2
    assert verify(cast.lan.pk).broken is None


NAMES = st.sampled_from(["id", "kind", "class", "code", "tick", "slot", "learner", "way"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)))
def test_whatever_is_sent_is_read_or_refused(raw):
    try:
        read_item(raw)
    except BadItem:
        return


# --- pages and the interface ---------------------------------------------------------------------


def test_the_interface_answers_each_item(cast, bamboo, client):
    client.force_login(cast.trainer)
    item = marked(bamboo, cast.lan, "2026-11-23:xx")
    body = json.dumps({"version": 1, "items": [item, marked(bamboo, cast.lan, "2026-11-22:am")]})
    answers = client.post("/api/v1/classes/sign-ins", body, content_type="application/json").json()["answers"]
    assert [answer["code"] for answer in answers] == ["bad_item", "no_class_then"]
    assert answers[0]["id"] == item["id"]


def test_the_trainers_page_has_keys_for_the_days_and_not_the_secret(cast, bamboo, client):
    client.force_login(cast.trainer)
    page = client.get(reverse("class_signing", args=[bamboo.pk])).content.decode()
    assert day_key(bamboo.secret, bamboo.pk, datetime.date(2026, 11, 24)) in page
    assert bamboo.secret not in page


def test_the_learners_page_takes_a_code_without_javascript(cast, bamboo, client, monkeypatch):
    monkeypatch.setattr("learners.classes.signing.timezone.now", lambda: MORNING)
    client.force_login(cast.lan.user)
    item = scanned(bamboo)
    text = f"https://example.cn/me/sign-in/?c={item['class']}.{item['tick']}.{item['code']}"
    assert client.get(reverse("class_code"), {"c": "1.2.3"}).status_code == 200
    page = client.post(reverse("class_code"), {"c": text}, follow=True).content.decode()
    assert "message success" in page
    assert signed(cast.lan) == [("2026-11-23", "am")]


def test_the_learners_page_says_why_not(cast, bamboo, client):
    client.force_login(cast.lan.user)
    page = client.post(reverse("class_code"), {"c": "junk"}, follow=True).content.decode()
    assert "error" in page
