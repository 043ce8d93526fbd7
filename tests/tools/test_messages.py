"""Every string of the screen is there in both languages."""

import gettext

import polib
import pytest

from tools.compile_messages import compile_messages
from tools.messages import gaps, untranslatable


def catalogue(**entry) -> polib.POFile:
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;"}
    file.append(polib.POEntry(**entry))
    return file


SOURCE = catalogue(msgid="%(count)s households", occurrences=[("a.html", "")])


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"msgid": "Other words", "msgstr": "别的"}, "missing"),
        ({"msgid": "%(count)s households", "msgstr": ""}, "not translated"),
        ({"msgid": "%(count)s households", "msgstr": "%(count)s 户", "flags": ["fuzzy"]}, "fuzzy"),
        ({"msgid": "%(count)s households", "msgstr": "%(number)s 户"}, "other placeholders"),
        ({"msgid": "%(count)s households", "msgstr": "户"}, "other placeholders"),
    ],
)
def test_a_gap_is_named(entry, problem):
    assert list(gaps(SOURCE, catalogue(**entry))) == [f"{problem}: '%(count)s households' (a.html)"]


def test_a_whole_translation_has_no_gap():
    assert not list(gaps(SOURCE, catalogue(msgid="%(count)s households", msgstr="%(count)s 户")))


def test_a_plural_is_compared_with_the_plural():
    entry = {"msgid": "one household", "msgid_plural": "{count} households"}
    source = catalogue(**entry, occurrences=[("a.py", "")])
    assert not list(gaps(source, catalogue(**entry, msgstr_plural={0: "{count} 户"})))
    assert list(gaps(source, catalogue(**entry, msgstr_plural={0: "一户"})))


def test_the_same_words_in_another_context_are_another_string():
    source = catalogue(msgid="May", msgctxt="month", occurrences=[("a.py", "")])
    assert list(gaps(source, catalogue(msgid="May", msgstr="可以")))


def test_chinese_in_a_template_is_found_outside_comments(tmp_path):
    (tmp_path / "page.html").write_text('{# 说明 #}\n<p>登录</p>\n<b lang="zh">中文</b>\n', encoding="utf-8")
    assert list(untranslatable(tmp_path)) == [f"Chinese outside a translation: {tmp_path.name}/page.html:2"]


def test_a_catalogue_is_compiled_once_and_read_by_gettext(tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue(msgid="Sign in", msgstr="登录").save(str(source))
    assert compile_messages(tmp_path) == [source.with_suffix(".mo")]
    assert compile_messages(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Sign in") == "登录"
