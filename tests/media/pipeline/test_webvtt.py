"""Captions as trainers bring them, and as browsers take them."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.pipeline.timecodes import TextProblem
from media.pipeline.webvtt import (
    MAX_BYTES,
    Cue,
    clean_text,
    decode,
    read_cues,
    shift_cues,
    write_webvtt,
)

WEBVTT = """WEBVTT - 给羊打针

NOTE checked by Luo
on Monday

STYLE
::cue { color: red }

first
00:01.000 --> 00:03.500 line:10% align:start
把羊<b>扶稳</b>

00:00:03.000 --> 00:00:06.000
- 打在哪里？
- 打在脖子后面。
"""
SUBRIP = (
    "1\r\n00:00:01,000 --> 00:00:03,500\r\n把羊<b>扶稳</b>\r\n\r\n2\r\n00:00:03,000 --> 00:00:06,000\r\n打在后面\r\n"
)
MARKUP = st.text(st.sampled_from("abi<>/u&;{}\\.-= \n给羊1:0")).filter(lambda text: len(text) < 200)


def problem_of(text, length_s=60.0):
    with pytest.raises(TextProblem) as caught:
        read_cues(text, length_s)
    return caught.value.code, caught.value.line


def test_it_reads_webvtt_and_lets_cues_overlap():
    first, second = read_cues(WEBVTT, 60)
    assert first == Cue(1.0, 3.5, "把羊<b>扶稳</b>")
    assert second == Cue(3.0, 6.0, "- 打在哪里？\n- 打在脖子后面。")


def test_it_reads_subrip():
    assert [cue.text for cue in read_cues(SUBRIP, 60)] == ["把羊<b>扶稳</b>", "打在后面"]


def test_a_missing_empty_line_loses_no_cue():
    assert len(read_cues(SUBRIP.replace("\r\n\r\n", "\r\n"), 60)) == 2


def test_typed_lines_last_until_the_next():
    cues = read_cues("0:01 扶稳\n[0:03.5] 打针\n再按一下\n0:20-0:22 好了", 60)
    assert cues == (Cue(1, 3.5, "扶稳"), Cue(3.5, 9.5, "打针\n再按一下"), Cue(20, 22, "好了"))


def test_text_without_times_is_spread_by_its_length():
    cues = read_cues("扶稳\n\n再往脖子后面打", 10)
    assert cues == (Cue(0, 3.1, "扶稳"), Cue(3.1, 10, "再往脖子后面打"))


def test_text_is_spread_over_what_is_played():
    assert read_cues("扶稳\n打针", 60, over=(10, 20)) == (Cue(10, 15, "扶稳"), Cue(15, 20, "打针"))


def test_long_lines_without_times_are_cut_at_sentences():
    text = "先把羊扶稳，一个人就够了，不要怕它叫。再在脖子后面捏起皮，把针斜着打进去，慢慢推完药。"
    assert [cue.text[-1] for cue in read_cues(text, 60)] == ["。", "。"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ("empty", None)),
        ("WEBVTT\n\n", ("empty", None)),
        ("WEBVTT\n\nlost words\n\n00:01.0 --> 00:02.0\nx", ("no_time", 3)),
        ("1\n00:00:01,000 -> x --> y\nx", ("bad_time", 2)),
        ("WEBVTT\n\n00:00:75.000 --> 00:02:00.000\nx", ("bad_time", 3)),
        ("00:05.000 --> 00:04.000\nx", ("backwards", 1)),
        ("00:05.000 --> 00:07.000\nok\n\n01:30.000 --> 01:40.000\nx", ("after_end", 4)),
        ("before\n0:10 x", ("no_time", 1)),
        ("0:01 " + "长" * 301, ("too_long", 1)),
        ("0:01 " + "<a" * 3000, ("too_long", 1)),
        ("\n".join(["短"] * 300), ("too_much", None)),
    ],
)
def test_it_says_what_is_wrong_and_where(text, problem):
    assert problem_of(text) == problem


def test_text_without_times_needs_a_known_length():
    assert problem_of("扶稳", length_s=0) == ("no_length", None)


def test_too_many_cues_are_refused():
    assert problem_of("\n".join(f"{second // 60}:{second % 60:02d} x" for second in range(3001)), 0)[0] == "too_many"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_it_reads_what_chinese_pcs_save(encoding):
    assert decode(WEBVTT.encode(encoding)).removeprefix("\ufeff") == WEBVTT


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", b"\xff\xfe\0", codecs.BOM_UTF16_BE + b"\xd8\0\0a"]
)
def test_it_knows_what_is_no_text(data):
    with pytest.raises(TextProblem) as caught:
        decode(data)
    assert caught.value.code == "not_text"


def test_large_files_are_not_even_read():
    with pytest.raises(TextProblem) as caught:
        decode(b" " * (MAX_BYTES + 1))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>", "alert(1)"),
        ("<scr<x>ipt>", ""),
        ("<img src=x onerror=alert(1)>羊", "羊"),
        ("<B.loud>大</B>", "<b>大</b>"),
        ("<b><i>斜</b></i>", "<b><i>斜</i></b>"),
        ("<u>开", "<u>开</u>"),
        ("</i>关<b></b>", "关"),
        ("<v 罗开元>话", "话"),
        ("<00:01.000>词", "词"),
        (r"{\an8}上", "上"),
        ("5 < 6 & 7 > 6", "5 < 6 & 7 > 6"),
        (" 一 \n\n 二 ", "一\n二"),
        ("\x00\ufeff无", "无"),
    ],
)
def test_only_bold_italic_and_underline_are_kept(typed, kept):
    assert clean_text(typed) == kept


def test_what_is_hidden_in_entities_stays_text():
    (cue,) = read_cues("00:01.000 --> 00:02.000\n&lt;script&gt;1 &amp;lt; 2", 60)
    assert "<" not in write_webvtt([cue]).replace("-->", "").replace("<b>", "")


@given(MARKUP)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


TEXTS = MARKUP.map(clean_text).filter(bool)
CUES = st.lists(
    st.builds(
        lambda start, length, text: Cue(start / 1000, (start + length) / 1000, text),
        st.integers(0, 7_000_000),
        st.integers(1, 60_000),
        TEXTS,
    ),
    min_size=1,
    max_size=8,
)


@given(CUES)
def test_what_is_written_is_read_back(cues):
    assert read_cues(write_webvtt(cues), 0) == tuple(sorted(cues, key=lambda cue: (cue.start_s, cue.end_s)))


@given(CUES)
def test_written_text_holds_no_other_markup(cues):
    written = write_webvtt(cues)
    for tag in ("b", "i", "u"):
        written = written.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in written
    assert written.count("-->") == len(cues)


@given(st.text(max_size=400), st.floats(0, 600))
def test_any_text_is_read_or_refused(text, length_s):
    try:
        cues = read_cues(text, length_s)
    except TextProblem:
        return
    assert all(cue.text and 0 <= cue.start_s < cue.end_s for cue in cues)


def test_a_trimmed_lesson_shows_what_lies_within_it():
    cues = (Cue(1, 4, "前"), Cue(5, 12, "跨"), Cue(20, 30, "里"), Cue(90, 95, "后"))
    assert shift_cues(cues, 10.0, 15.0) == (Cue(0, 2, "跨"), Cue(10, 15, "里"))
