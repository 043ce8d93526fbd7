"""Breaking Chinese text, measured in characters instead of pixels."""

from hypothesis import given
from hypothesis import strategies as st

from eduplatform.demo.film.lettering import NOT_AT_THE_START, balance, paginate, wrap

chinese = st.text("竹笋鸡牛猪采晒，。、；！37.5℃（）", max_size=120)


def test_a_closing_mark_does_not_start_a_line():
    assert wrap("一二三四，五六", len, 4) == ["一二三", "四，五六"]


def test_a_number_keeps_its_unit():
    assert wrap("保温到37.5℃左右", len, 6) == ["保温到", "37.5℃左", "右"]


def test_an_opening_bracket_does_not_end_a_line():
    assert wrap("一二三（四五）", len, 4) == ["一二三", "（四五）"]


def test_two_lines_are_parted_at_a_comma():
    assert balance("看一眼就分得出哪根该采、哪根该留。", len, 13) == ["看一眼就分得出哪根该采、", "哪根该留。"]


def test_a_list_is_parted_only_if_nothing_else_can_be():
    assert balance("给人、鞋、车消毒，会报告。", len, 10) == ["给人、鞋、车消毒，", "会报告。"]


def test_no_line_is_left_with_one_character():
    assert [len(line) for line in balance("一二三四五六七八九", len, 8)] == [5, 4]


@given(chinese, st.integers(8, 30))
def test_wrapping_keeps_every_character_within_the_width(text, width):
    lines = wrap(text, len, width)
    assert "".join(lines) == text
    assert all(len(line) <= width for line in lines)


@given(chinese, st.integers(8, 30))
def test_balancing_needs_no_more_lines_and_loses_nothing(text, width):
    lines = balance(text, len, width)
    assert "".join(lines) == text
    assert len(lines) == len(wrap(text, len, width))


def test_a_page_is_a_sentence():
    assert paginate("先看土。再下刀！会了吗？", lambda piece: len(piece) < 20) == ["先看土。", "再下刀！", "会了吗？"]


def test_a_long_sentence_is_cut_at_its_commas():
    text = "今天留下的壮笋，过两年就是母竹，年年发新笋。"
    assert paginate(text, lambda piece: len(piece) <= 16) == ["今天留下的壮笋，过两年就是母竹，", "年年发新笋。"]


def test_a_full_stop_is_never_alone_on_a_page():
    assert paginate("一二三四五六七八。", lambda piece: len(piece) <= 8) == ["一二三四五六七", "八。"]


@given(chinese, st.integers(8, 40))
def test_pages_lose_nothing_and_fit(text, room):
    pages = paginate(text, lambda piece: len(piece) <= room)
    assert "".join(pages) == text
    assert all(0 < len(page) <= room for page in pages)


@given(st.text("竹笋鸡牛猪，。、；", min_size=1, max_size=80).filter(lambda text: text[0] not in NOT_AT_THE_START))
def test_no_line_starts_with_a_closing_mark_as_long_as_marks_are_not_piled_up(text):
    single = "".join(b for a, b in zip("竹" + text, text, strict=False) if not {a, b} <= set(NOT_AT_THE_START))
    assert not [line for line in wrap(single, len, 10) if line[0] in NOT_AT_THE_START]
