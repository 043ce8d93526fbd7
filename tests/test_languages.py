"""Chinese pages hold no English words, and English pages no Chinese ones besides what they are about."""

import datetime
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override, trans_real

from courses.models import CoursePage, LessonPage
from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import append, correct
from learners.people.importing.uploads import store_upload
from learners.people.models import Person
from learners.plans.reasons import Reason
from learners.plans.sentences import SENTENCES, sentence
from media.models import Package, Rendition
from tests.cast import PLACES, Cast
from tests.learners.people.sheets import id_number, write_register
from tests.learners.people.sheets import row as register_row
from tests.lessons import make_course
from tools.compile_messages import compile_messages
from tools.messages import CATALOGUE, CHINESE
from tools.places import ROOT

pytestmark = pytest.mark.any_database

OWN = polib.pofile(str(ROOT / CATALOGUE))
OTHERS = polib.pofile(str(ROOT / "locale" / "overrides" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
SHOWN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")
WITHOUT_END = ("br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")
UNSHOWN = ("script", "style", "svg")
LATIN = re.compile(r"[A-Za-z]{2,}")
# Of files, and how a phone is named.
HASH = re.compile(r"[0-9a-f]{12,}|\b[0-9a-f]{6}\b")
LATIN_IN_CHINESE = {"CSV", "Cookie", "Excel", "JSON", "KB", "MB", "PDF", "SHA", "csv", "xAPI", "xlsx"}
# What the pages of this test are about: places, people, a course, and cells of a register.
CONTENT = [
    *(name for place in PLACES for name in place[1:3]),
    *("王兰", "李贵", "陈干部", "帮扶干部", "3组", "户主", "更正错录"),
    *("竹笋采收", "第1课", "第2课", "竹笋", "石头", "哪个能吃？", "哪个是嫩芽？", "笋是嫩芽"),
    *("花名册", "姓名", "汉族"),
]
MISSING = "/nothing/"
MAY = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="module", autouse=True)
def newest_words():
    """The catalogues as they are written now, whatever was compiled before."""
    if compile_messages():
        trans_real._translations.clear()


class Shown(HTMLParser):
    """What a page shows or reads out; parts marked as another language than the page's are passed over."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.passed_over, self.texts = language, [], []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        foreign = values.get("lang", self.language) != self.language
        if tag not in WITHOUT_END:
            self.passed_over.append(foreign or tag in UNSHOWN or any(self.passed_over[-1:]))
        if not foreign:
            self.texts += [values[name] for name in SHOWN_ATTRIBUTES if name in values]
        if tag == "script":  # words that a script puts in
            self.texts += [v for name, v in values.items() if name.startswith("data-") and not v.startswith("/")]

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHOUT_END and self.passed_over:
            self.passed_over.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.passed_over[-1:]):
            self.texts.append(" ".join(data.split()))


def shown_on(page: str, language: str) -> list[str]:
    shown = Shown(language)
    shown.feed(page)
    return shown.texts


def english_in(texts: list[str]) -> list[str]:
    """Texts with a Latin word that Chinese does not use."""
    words = (re.sub(r"%\(\w+\)s", "", HASH.sub("", text)) for text in texts)
    return [text for text in words if set(LATIN.findall(text)) - LATIN_IN_CHINESE]


def chinese_in(texts: list[str]) -> list[str]:
    """Texts that still hold Chinese without what the page is about and what the English itself quotes."""
    quoting = [entry.msgid for entry in OWN if CHINESE.search(entry.msgid)]
    return [text for text in texts if CHINESE.search(_without(text, [*quoting, *CONTENT]))]


def _without(text: str, words: list[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


@dataclass
class World:
    """The cast, a course with one film that can be played, a file with entries, and a register to look at."""

    cast: Cast
    course: CoursePage
    lesson: LessonPage
    review: str

    def addresses(self) -> dict[User | None, list[str]]:
        """What each of them opens."""
        township = {"code": "530623103000"}
        return {
            None: ["/", "/courses/", self.course.url, self.lesson.url, "/accounts/code/", "/accounts/login/", MISSING],
            self.cast.lan.user: ["/me/", "/me/file/", self.lesson.url, "/accounts/logout/"],
            self.cast.gui.user: ["/me/"],
            self.cast.dousha: [
                reverse("coverage", kwargs=township),
                reverse("coverage_households", kwargs=township) + "?status=skill_lacking",
                reverse("coverage_households", kwargs=township) + "?status=none&first=2026-01-02",
                reverse("household_page", args=[self.cast.lan_home.pk]),
                reverse("person_file", args=[self.cast.lan.pk]),
                reverse("register_import"),
                self.review,
            ],
            self.cast.helper: [reverse("own_households")],
        }

    def strays(self, language: str) -> dict[tuple[str, str], list[str]]:
        """Per reader and address the texts that are not in the language."""
        find = english_in if language == "zh-hans" else chinese_in
        found = {}
        for user, addresses in self.addresses().items():
            client = Client()
            client.cookies["django_language"] = language
            if user:
                client.force_login(user)
            for address in addresses:
                answer = client.get(address)
                assert answer.status_code == (404 if address == MISSING else 200), address
                found[str(user), address] = find(shown_on(answer.content.decode(), language))
        return {where: texts for where, texts in found.items() if texts}


def fill_file(cast: Cast, course: CoursePage, lesson: LessonPage) -> None:
    """One entry of each kind."""
    words = {"lesson_id": lesson.pk, "lesson": lesson.title, "course_id": course.pk, "course": course.title}
    household = {"number": "1", "village": "530623103202", "group": "3组", "causes": ["skill"], "helpers": ["陈干部"]}
    changes = [{"of": "person", "field": "labour", "before": "ordinary", "after": "skilled"}]
    ranges = {"ranges_ms": [[0, 120_000]], "report": "1", "attempt": "2", "device": "3"}
    row = {"sheet": "花名册", "row": 3}
    file = {"file": "花名册", "sha256": "0" * 64}
    payloads = {
        Entry.Kind.REGISTERED: ({"household": household, "labour": "ordinary", **row}, file),
        Entry.Kind.REGISTER_CHANGED: ({"changes": changes, **row}, file),
        Entry.Kind.COURSE_STARTED: (words, {"lesson": lesson.title}),
        Entry.Kind.LESSON_COMPLETED: ({**words, "length_ms": 120_000, "watched_ms": 119_000}, ranges),
        Entry.Kind.QUIZ_PASSED: ({**words, "right": 2, "total": 2}, {"attempt": "2", "quiz": "0" * 64}),
        Entry.Kind.COURSE_COMPLETED: ({**words, "lessons": 2}, {}),
    }
    for kind, (payload, evidence) in payloads.items():
        entry = append(person=cast.lan, kind=kind, payload=payload, evidence=evidence, happened_at=MAY)
    correct(entry=entry, reason="更正错录", by=cast.dousha)


@pytest.fixture
def world(cast, tmp_path) -> World:
    User.objects.update(display_name="陈干部")
    Person.objects.filter(pk=cast.gui.pk).update(user=None)
    cast.lan.id_number = id_number(2)
    cast.lan.save()
    course = make_course()
    course.title = "竹笋采收"
    course.save_revision().publish()
    lesson = course.lessons()[0]
    fill_file(cast, course, lesson)
    film = Package.objects.create(video=lesson.video, state=Package.State.LIVE, duration_s=120)
    for quality in ("saver", "standard", "audio"):
        Rendition.objects.create(
            package=film, quality=quality, bandwidth=1, average_bandwidth=1, size_bytes=1_000_000, kept=f"{quality}.mp4"
        )
    rows = [
        register_row(1, 户编号=cast.lan_home.number, 姓名=""),
        register_row(2, 姓名=cast.lan.name, 户编号="5306231032029999", 文化程度="初中"),
    ]
    path = write_register(tmp_path / "1.xlsx", rows)
    upload = store_upload(user=cast.dousha, file=SimpleUploadedFile(path.name, path.read_bytes()))
    return World(cast, course, lesson, reverse("register_import_review", args=[upload.token]))


def test_chinese_pages_hold_no_english(world):
    assert world.strays("zh-hans") == {}


def test_english_pages_hold_no_chinese_but_content(world):
    assert world.strays("en") == {}


def test_a_forgotten_translation_is_seen():
    page = '<html lang="zh-hans"><p>课程 <b>Sign in</b><a lang="en">English</a><img alt="Front page"></p></html>'
    assert english_in(shown_on(page, "zh-hans")) == ["Sign in", "Front page"]


def test_chinese_words_on_an_english_page_are_seen():
    page = (
        '<html lang="en"><p>石缸村 <b>登录</b><a lang="zh-hans">中文</a></p><script data-done="学完"></script></html>'
    )
    assert chinese_in(shown_on(page, "en")) == ["登录", "学完"]


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_reason_is_a_chinese_sentence(kind):
    reasons = [
        Reason(kind, place=place, product=product, work=work, month=month, close=close)
        for place in ("", "石缸村")
        for product in ("", "乌鸡")
        for work in ("", "采笋")
        for month in (None, 4)
        for close in (False, True)
    ]
    with override("zh-hans"):
        sentences = {sentence(reason) for reason in reasons}
    assert all(CHINESE.match(text) and not LATIN.search(text) for text in sentences)


@pytest.mark.parametrize("entry", OTHERS, ids=lambda entry: entry.msgid[:40])
def test_a_word_of_another_package_is_said_our_way(entry):
    with override("zh-hans"):
        if entry.msgid_plural:
            assert ngettext(entry.msgid, entry.msgid_plural, 2) == entry.msgstr_plural[0]
        else:
            assert gettext(entry.msgid) == entry.msgstr


@pytest.mark.parametrize("entry", OTHERS, ids=lambda entry: entry.msgid[:40])
def test_another_package_still_says_it(entry):
    """A word that an upgrade has changed would silently be English again."""
    (package,) = import_module(entry.comment).__path__
    known = map(polib.pofile, map(str, Path(package).glob("locale/[ez][nh]*/LC_MESSAGES/django.po")))
    assert any(catalogue.find(entry.msgid) for catalogue in known)


def test_no_word_for_another_package_is_hidden_by_one_of_ours():
    assert not {entry.msgid for entry in OWN if not entry.msgctxt} & {entry.msgid for entry in OTHERS}
