import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.search.normalise import LONGEST, fold, fold_query, is_digit, is_han, is_letter

FARM = st.text(alphabet="養豬猪香菇筍笋雞鸡茶葉羊肚菌 　，。！？ＡＢabü1２㎏①", max_size=40)


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("養豬", "养猪"),
        ("農家樂", "农家乐"),
        ("羽絨服、刺繡", "羽绒服 刺绣"),
        ("筍乾", "笋干"),
        ("ＸＩＡＮＧＧＵ", "xianggu"),
        ("xiāng gū", "xiang gu"),
        ("lǜ", "lv"),
        ("  香菇\u3000\n木耳 ", "香菇 木耳"),
        ("香\u200b菇", "香菇"),
        ("１０分钟", "10分钟"),
        ("😀？！", ""),
    ],
)
def test_it_writes_the_same_thing_in_one_way(typed, meant):
    assert fold(typed) == meant


@given(st.one_of(st.text(), FARM))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_nothing_but_characters_letters_digits_and_single_blanks_is_left(text):
    folded = fold(text)
    assert all(is_han(c) or is_letter(c) or is_digit(c) or c == " " for c in folded)
    assert folded == " ".join(folded.split())


@given(st.text(max_size=2000))
def test_a_query_has_a_bounded_length(text):
    assert len(fold_query(text)) <= LONGEST


@given(FARM)
def test_blanks_and_marks_around_it_change_nothing(text):
    assert fold(f"。 {text}！\u3000") == fold(text)
