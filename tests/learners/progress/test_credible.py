"""An honest phone is always believed; an invented report never gains more than the clock allows."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.progress.credible import Sitting, judge_report, judge_together, playable_ms
from learners.progress.ranges import EMPTY, Ranges, normalise, total_ms, union

LENGTH_MS = 240_000


@dataclass(frozen=True)
class Report:
    ranges: Ranges
    wall_ms: int
    finished_ms: int  # since the opening of the lesson, on the server's clock


@st.composite
def honest_reports(draw):
    """A learner plays, pauses, jumps and comes back; each sitting is sent as one report."""
    reports, now = [], 0
    for _ in range(draw(st.integers(1, 5))):
        now += draw(st.integers(0, 600_000))
        began, pairs = now, []
        for _ in range(draw(st.integers(1, 4))):
            spent = draw(st.integers(1, 60_000))
            start = draw(st.integers(0, LENGTH_MS - 1))
            tenths = draw(st.integers(5, 20))
            pairs.append((start, min(start + spent * tenths // 10, LENGTH_MS)))
            now += spent + draw(st.integers(0, 5_000))
        if ranges := normalise(pairs):
            reports.append(Report(ranges, now - began, now))
    return reports


def split(report, pieces):
    """The same report as several, each naming the time of the whole, as after a broken line."""
    parts = []
    for start, end in report.ranges:
        edges = sorted({start + (end - start) * i // pieces for i in range(pieces + 1)})
        parts += [Report(((a, b),), report.wall_ms, report.finished_ms) for a, b in pairwise(edges)]
    return parts


def deliver(reports):
    """Send each report at the earliest moment it can arrive, and merge what is accepted."""
    kept, now, verdicts = EMPTY, 0, []
    for report in reports:
        now = max(now, report.finished_ms)
        verdict = judge_report(
            existing=kept,
            reported=report.ranges,
            wall_ms=report.wall_ms,
            opened_ms_ago=now,
            length_ms=LENGTH_MS,
        )
        verdicts.append(verdict)
        kept = union(kept, report.ranges) if verdict.accepted else kept
    return kept, verdicts


@given(honest_reports(), st.data())
def test_an_honest_learner_is_believed_in_any_order_and_doubled(reports, data):
    sent = data.draw(st.permutations(reports + reports))
    arrived = sent[: data.draw(st.integers(0, len(sent)))]
    _, verdicts = deliver(arrived)
    assert all(verdict.accepted for verdict in verdicts)


@given(honest_reports(), st.data())
def test_an_honest_report_split_in_ten_ends_in_the_same_ranges(reports, data):
    pieces = data.draw(st.permutations([piece for report in reports for piece in split(report, 10)]))
    kept, _ = deliver(pieces)
    assert kept == deliver(reports)[0] == normalise([pair for report in reports for pair in report.ranges])


FORGED = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, LENGTH_MS), st.integers(0, LENGTH_MS)), max_size=3).map(normalise),
        st.integers(0, 300_000),
    ),
    max_size=30,
)


@given(FORGED, st.integers(0, 300_000))
def test_no_series_of_reports_gains_more_than_the_clock_allows(forged, opened_ms_ago):
    kept, _ = deliver([Report(ranges, min(wall, opened_ms_ago), opened_ms_ago) for ranges, wall in forged])
    assert total_ms(kept) <= playable_ms(opened_ms_ago)


def test_many_small_pieces_do_not_add_up_past_the_clock():
    pieces = [Report(((at, at + 2_000),), 0, 1_000) for at in range(0, LENGTH_MS, 2_000)]
    kept, _ = deliver(pieces)
    assert total_ms(kept) == playable_ms(1_000)


def judge(**changes):
    facts = {
        "existing": EMPTY,
        "reported": ((0, 60_000),),
        "wall_ms": 60_000,
        "opened_ms_ago": 60_000,
        "length_ms": LENGTH_MS,
    }
    return judge_report(**facts | changes)


def test_watching_at_double_speed_is_accepted():
    assert judge(wall_ms=30_000, opened_ms_ago=30_000).accepted


def test_an_hour_between_playing_and_sending_does_no_harm():
    assert judge(opened_ms_ago=3_660_000).accepted


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reported": ((0, LENGTH_MS + 1),), "wall_ms": 10**6, "opened_ms_ago": 10**6}, "outside_lesson"),
        ({"reported": ((-1, 5),)}, "outside_lesson"),
        ({"wall_ms": -1}, "bad_clock"),
        ({"wall_ms": 28_999}, "faster_than_clock"),
        ({"opened_ms_ago": 57_999}, "before_opening"),
        ({"opened_ms_ago": -5}, "before_opening"),
        ({"existing": ((100_000, 162_001),)}, "more_than_elapsed"),
    ],
)
def test_it_names_the_rule_that_a_report_breaks(changes, code):
    assert judge(**changes).rejected == code


@given(
    st.lists(st.tuples(st.integers(0, 600_000), st.integers(0, LENGTH_MS), st.integers(5, 20)), min_size=1, max_size=6),
    st.integers(0, 10**7),
    st.data(),
)
def test_one_lesson_after_another_is_believed_whatever_arrives_first(played, later, data):
    sittings, now = [], 0
    for pause, spent, tenths in played:
        now += pause
        sittings.append((now, min(spent * tenths // 10, LENGTH_MS)))
        now += spent
    now += later
    arrived = data.draw(st.permutations([Sitting(now - opened, watched) for opened, watched in sittings]))
    assert all(judge_together(lesson=arrived[i], others=arrived[:i]).accepted for i in range(len(arrived)))


def test_lessons_claimed_side_by_side_do_not_fit_the_clock():
    others = [Sitting(60_000, 60_000), Sitting(60_000, 60_000)]
    assert judge_together(lesson=Sitting(60_000, 60_000), others=others).rejected == "more_at_once"


def test_what_was_opened_and_watched_long_before_takes_no_time_away():
    assert judge_together(lesson=Sitting(60_000, 120_000), others=[Sitting(10**7, LENGTH_MS)]).accepted


def test_a_lesson_opened_earlier_counts_those_opened_after_it():
    others = [Sitting(50_000, 100_000)]
    assert judge_together(lesson=Sitting(60_000, 60_000), others=others).rejected == "more_at_once"
