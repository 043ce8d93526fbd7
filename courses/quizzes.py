"""Quizzes: what is asked after a lesson, and how answers are graded.

An attempt keeps the digest of the quiz it answered and the result it had. A lesson once completed stays
completed: nothing here, and nothing that calls it, looks at the digest of today's quiz to decide about
an attempt of yesterday.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

PASS_SHARE = Fraction(2, 3)
"""A quiz is passed with two thirds of its questions right, rounded up: one of one, two of two, two of three."""


class QuizFault(StrEnum):
    """Why a quiz, or answers to it, cannot be taken."""

    NO_QUESTIONS = "no_questions"
    TOO_FEW_OPTIONS = "too_few_options"
    NO_RIGHT_OPTION = "no_right_option"
    REPEATED_KEY = "repeated_key"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_OPTION = "unknown_option"


class QuizError(ValueError):
    """A quiz that cannot be asked, or answers that belong to another one; `key` names the place."""

    def __init__(self, code: QuizFault, key: str = "") -> None:
        super().__init__(f"{code.value}: {key}" if key else code.value)
        self.code = code
        self.key = key


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from: a picture, a few words, or both."""

    key: str
    right: bool = False
    label: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with two options or more; where several are right, any of them counts."""

    key: str
    options: tuple[Option, ...]
    text: str = ""

    def __post_init__(self) -> None:
        if len(self.options) < 2:
            raise QuizError(QuizFault.TOO_FEW_OPTIONS, self.key)
        if not self.right_keys:
            raise QuizError(QuizFault.NO_RIGHT_OPTION, self.key)
        _refuse_repeats(option.key for option in self.options)

    @property
    def right_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.right)


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions of one lesson."""

    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        if not self.questions:
            raise QuizError(QuizFault.NO_QUESTIONS)
        _refuse_repeats(question.key for question in self.questions)


@dataclass(frozen=True, slots=True)
class Result:
    """What an attempt came to; `wrong_keys` are the questions to show again, in their order."""

    passed: bool
    right: int
    total: int
    wrong_keys: tuple[str, ...]


def grade(quiz: Quiz, answers: Mapping[str, str], *, pass_share: Fraction = PASS_SHARE) -> Result:
    """Grade answers, a mapping of question key to option key; an unanswered question counts as wrong.

    Raises QuizError where an answer names a question or option that this quiz does not have: the
    attempt was made on another version.
    """
    _refuse_strangers(quiz, answers)
    wrong = tuple(q.key for q in quiz.questions if answers.get(q.key) not in q.right_keys)
    total = len(quiz.questions)
    right = total - len(wrong)
    return Result(right >= needed_right(total, pass_share), right, total, wrong)


def needed_right(total: int, pass_share: Fraction = PASS_SHARE) -> int:
    """How many of so many questions must be right to pass."""
    return math.ceil(total * pass_share)


def digest(quiz: Quiz) -> str:
    """SHA-256 (hex) of what the quiz asks and what it takes for right.

    The order of questions and options is display, not content, and leaves the digest alone.
    """
    content = sorted(
        [q.key, q.text, sorted([o.key, o.right, o.label, o.picture] for o in q.options)] for q in quiz.questions
    )
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_repeats(keys: Iterable[str]) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            raise QuizError(QuizFault.REPEATED_KEY, key)


def _refuse_strangers(quiz: Quiz, answers: Mapping[str, str]) -> None:
    options = {question.key: {option.key for option in question.options} for question in quiz.questions}
    for question_key, option_key in answers.items():
        if question_key not in options:
            raise QuizError(QuizFault.UNKNOWN_QUESTION, question_key)
        if option_key not in options[question_key]:
            raise QuizError(QuizFault.UNKNOWN_OPTION, question_key)
