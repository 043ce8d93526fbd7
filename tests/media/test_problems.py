"""Every way in which a video can fail has its sentence."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

import media
from media import problems
from media.pipeline import runner, sources

HOME = Path(media.__file__).parent
ERRORS = ("SourceProblem", "EncodeError")
WRITERS = ("fail_task", "postpone")


def raised_codes():
    """(file, code) of every error with a literal code, and of every job that is failed with one."""
    for path in sorted(HOME.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                words = node.args[:1] if name in ERRORS else []
                words += [k.value for k in node.keywords if k.arg == "code" and name in (*ERRORS, *WRITERS)]
                yield from ((path.name, word.value) for word in words if isinstance(word, ast.Constant))


def known_codes():
    tables = [code for _, code, _ in runner.SYMPTOMS]
    tables += [code for code, _ in (*runner.SIGNALS.values(), *runner.PROBE_FAILURES.values())]
    return {*tables, *sources.PROBLEM_CODES, *(code for _, code in raised_codes())}


def test_the_search_finds_the_codes():
    found = {code for _, code in raised_codes()}
    assert {"not_media", "no_ffmpeg", "no_original", "disk_full"} <= found


def test_every_code_has_a_text():
    assert known_codes() - set(problems.TEXTS) == set()


def test_probe_codes_are_all_listed():
    found = {code for name, code in raised_codes() if name in ("probe.py", "clock.py")}
    assert found <= set(sources.PROBLEM_CODES)


@pytest.mark.parametrize("code", problems.TEXTS)
def test_a_text_says_what_is_wrong_and_what_to_do(code):
    with translation.override("en"):
        sentences = [part for part in problems.problem_text(code).split(". ") if part]
    assert len(sentences) >= 2


def test_an_unknown_code_still_says_something():
    assert problems.problem_text("of another version")
