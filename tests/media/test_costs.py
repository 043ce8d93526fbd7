"""Whose turn it is, by a queue that is only thought of."""

import heapq
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from media.costs import AV1_AFTER_S, Work

LESSON = Work(180.0)
FEATURE = Work(7200.0, parts=60)
SLOWNESS = st.floats(0.3, 3)
WORKERS = st.integers(1, 4)


@dataclass(order=True)
class Task:
    due: float
    number: int
    cost: float = field(compare=False)
    job: int = field(compare=False)
    kind: str = field(compare=False)
    stage: str = field(compare=False)


@dataclass
class Done:
    job: int
    kind: str
    stage: str
    started: float
    ended: float


def stages(work):
    return ("first", "rest", "av1") if work.is_split else ("av1",)


def tasks_of(number, created, work):
    """Lists of tasks; each can be begun when the list before it is done."""

    def task(kind, stage="", part=0):
        due = created + work.due_s(kind, stage, part)
        return Task(due, number * 1000 + part, work.cost_s(kind, stage), number, kind, stage)

    yield [task("open")]
    for stage in stages(work):
        if work.is_split:
            yield [task("part", stage, part) for part in range(work.parts)]
            yield [task("join", stage)]
        else:
            yield [task("whole", stage)]


def run(arrivals, workers=1, slowness=1.0, until=10**7):
    """The workers take whatever is due first; `arrivals` are (second, Work). Answers what was done, in order."""
    waves = {number: tasks_of(number, at, work) for number, (at, work) in enumerate(arrivals)}
    events = [(at, 0, number, None) for number, (at, _) in enumerate(arrivals)]  # a job arrives, or a task ends
    heapq.heapify(events)
    waiting, left, idle, done, count = [], {}, workers, [], 1
    while events and events[0][0] < until:
        now, _, number, ended = heapq.heappop(events)
        idle += ended is not None
        left[number] = left.get(number, 1) - 1
        if left[number] == 0:
            wave = next(waves[number], [])
            left[number] = len(wave)
            for task in wave:
                heapq.heappush(waiting, task)
        while idle and waiting:
            task = heapq.heappop(waiting)
            idle, count = idle - 1, count + 1
            end = now + task.cost * slowness
            done.append(Done(task.job, task.kind, task.stage, now, end))
            heapq.heappush(events, (end, count, task.job, task))
    return done


def begun(done, job, stage):
    return min(each.started for each in done if each.job == job and each.stage == stage)


def longest_piece(done, before):
    return max(each.ended - each.started for each in done if each.started <= before)


@given(at=st.floats(0, 40_000), slowness=SLOWNESS, workers=WORKERS)
def test_a_short_lesson_waits_for_one_piece_of_a_long_upload_at_most(at, slowness, workers):
    done = run([(0, FEATURE), (at, LESSON)], workers, slowness)
    waited = begun(done, 1, "") - at
    assert waited <= longest_piece(done, at) + 0.001


@given(gap=st.floats(60, 1000), slowness=SLOWNESS)
def test_a_long_upload_gets_done_among_endless_short_ones(gap, slowness):
    """Even when more arrives than can be done."""
    lessons = [(gap * n, LESSON) for n in range(1, 400)]
    done = run([(0, FEATURE), *lessons])
    assert sum(each.job == 0 and each.kind == "part" for each in done) == 180


@given(st.lists(st.tuples(st.floats(0, 20_000), st.sampled_from([LESSON, FEATURE])), min_size=1, max_size=6), WORKERS)
def test_everything_is_done_in_the_end(arrivals, workers):
    done = run(arrivals, workers)
    wanted = sum(len(wave) for n, (at, work) in enumerate(arrivals) for wave in tasks_of(n, at, work))
    assert len(done) == wanted


@given(at=st.floats(0, AV1_AFTER_S), work=st.sampled_from([LESSON, FEATURE]))
def test_av1_of_the_old_gives_way_to_h264_of_the_new(at, work):
    old_av1 = LESSON.due_s("whole", "av1")
    assert at + LESSON.due_s("open") < old_av1 + LESSON.due_s("open")
    assert work.due_s("open") < old_av1


def test_av1_is_reached_under_constant_load():
    """A lesson every minute, on a worker that makes one in four: AV1 of the first is not put off for ever."""
    done = run([(60.0 * n, LESSON) for n in range(3000)], until=60.0 * 3000)
    assert begun(done, 0, "av1") < 60.0 * 3000


def test_of_two_long_uploads_neither_waits_for_the_other_to_end():
    done = run([(0, FEATURE), (600, FEATURE)])
    first_ends = max(each.ended for each in done if each.job == 0 and each.stage == "first")
    assert begun(done, 1, "first") < first_ends


def test_the_saver_of_all_comes_before_the_rest_of_any():
    assert FEATURE.due_s("join", "first") < FEATURE.due_s("part", "rest") < FEATURE.due_s("part", "av1")
