"""One slip in a word that a course has in its title still finds the course."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.search.sounds import sound
from courses.search.vocabulary import confusable, one_slip
from tests.courses.search.catalogue import ask, found, index

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = ("香菇", "羊肚菌", "油茶", "茶叶", "蜜蜂", "网店", "直播带货", "山羊", "仔猪")


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("香姑", "香菇"),  # the same sound
        ("密蜂", "蜜蜂"),
        ("羊肚军", "羊肚菌"),
        ("直波代货", "直播带货"),
        ("油荼", "油茶"),  # the same look
        ("羊杜均", "羊肚菌"),
        ("羊肚肚菌", "羊肚菌"),  # one too many
        ("羊图菌", "羊肚菌"),  # one other
        ("xianggu", "香菇"),
        ("xiang gu", "香菇"),
        ("xiangu", "香菇"),
        ("xinaggu", "香菇"),
        ("yang du jun", "羊肚菌"),
        ("xg", "香菇"),
    ],
)
def test_a_slip_is_understood_and_said(typed, meant):
    assert meant in ask(typed).reading.corrections
    assert found(typed) and set(found(typed)) <= set(found(meant))


@given(st.sampled_from(["羊肚菌", "直播带货"]), st.integers(0, 30), st.sampled_from(LETTERS))
def test_one_wrong_letter_in_the_pinyin_of_a_long_word_still_finds_it(word, place, letter):
    key = sound(word)
    place %= len(key)
    typed = key[:place] + letter + key[place + 1 :]
    assert found(word)[0] in found(typed)


@given(st.sampled_from(WORDS))
def test_pinyin_finds_what_the_word_finds_first(word):
    assert found(sound(word))[0] == found(word)[0]


@given(st.text(alphabet=LETTERS, min_size=2, max_size=9), st.integers(0, 8), st.sampled_from(LETTERS))
def test_any_one_change_is_one_slip(word, place, letter):
    place %= len(word)
    assert one_slip(word, word[:place] + letter + word[place + 1 :])
    assert one_slip(word, word[:place] + letter + word[place:])
    assert one_slip(word, word[:place] + word[place + 1 :])


@given(st.text(alphabet="ab", max_size=6), st.text(alphabet="ab", max_size=6))
def test_a_slip_goes_both_ways(one, other):
    assert one_slip(one, other) == one_slip(other, one)


def test_words_as_typed_are_no_slips():
    assert ask("有茶").reading.corrections == ()


@pytest.mark.parametrize("word", ["保险", "油条", "茶几", "大学"])
def test_words_of_every_day_are_no_slips(word):
    assert ask(word).reading.corrections == ()


def test_characters_are_taken_for_each_other_by_sound_and_by_looks():
    assert confusable("荀", "笋")
    assert confusable("荼", "茶")
    assert not confusable("牛", "菇")


@given(st.sampled_from(WORDS))
def test_a_word_of_the_courses_is_never_corrected(word):
    assert index().reader.read(word, this_month=1).corrections == ()
