"""The cards: nothing is too small, too wide or in the way of something else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduplatform.demo.content import CAPTION_LENGTH, load_courses
from eduplatform.demo.film.cards import Place, StepCard, SummaryCard, TitleCard, fit_caption, subtitle_pages
from eduplatform.demo.film.stage import CREAM, Look, fits
from eduplatform.fonts import find_font
from tests.demo.film.lessons import HARVEST, Step

SIZES = [(640, 360), (426, 240)]
LONGEST = Step("砍" * CAPTION_LENGTH, "竹" * 390 + "。好。", ("bamboo", "sun", "hoe"), "warn")


@pytest.fixture(scope="module", params=SIZES, ids=["360p", "240p"])
def look(request):
    return Look(*request.param, find_font())


def widest(look, lines):
    return max(look.font.at(lines.size).getlength(line) for line in lines.lines)


@settings(max_examples=40, deadline=None)
@given(text=st.text("竹笋鸡牛猪采晒，、20斤", min_size=1, max_size=CAPTION_LENGTH))
def test_a_caption_is_a_ninth_of_the_height_and_within_its_place(look, text):
    lines = fit_caption(look, text)
    assert lines.size >= look.height / 9
    assert len(lines.lines) <= 2
    assert widest(look, lines) <= look.width - look.px(94)
    assert lines.height <= look.height / 3


def test_the_captions_of_all_courses_fit(look):
    steps = [step for course in load_courses() for lesson in course.lessons for step in lesson.steps]
    assert min(fit_caption(look, step.caption).size for step in steps) >= look.height / 9


def test_long_text_is_cut_into_pages_that_fit_the_panel(look):
    pages = subtitle_pages(look, LONGEST.text)
    assert "".join(pages) == LONGEST.text
    assert all(fits(look, page, width=look.width - look.px(40), lines=2, size=look.px(30)) for page in pages)


def test_the_scene_moves_and_the_rest_stands_still(look):
    card = StepCard(look, HARVEST.steps[1], Place(2, 4), 60)
    first, second = card.frame(0.3).copy(), card.frame(1.2).copy()
    scene = (0, look.px(80), look.width, look.px(260))
    assert first.crop(scene).tobytes() != second.crop(scene).tobytes()
    for still in ((0, 0, look.width, look.px(60)), (0, look.px(260), look.width, look.height)):
        assert first.crop(still).tobytes() == second.crop(still).tobytes()


def test_while_nothing_moves_it_is_the_very_same_image(look):
    card = StepCard(look, HARVEST.steps[0], Place(1, 4), 60)
    assert card.frame(2.2) is card.frame(2.3)


def test_sentences_appear_below_the_scene(look):
    card = StepCard(look, HARVEST.steps[0], Place(1, 4), 12)
    panel = (0, look.px(262), look.width, look.px(339))
    looks = {card.frame(second).crop(panel).tobytes() for second in (0.1, 3, 8)}
    assert len(looks) == 3


def test_the_margins_of_the_fullest_step_stay_free(look):
    card = StepCard(look, LONGEST, Place(6, 6), 60)
    image = card.frame(9)
    colours = {image.getpixel((x, look.px(300))) for x in (2, image.width - 3)}
    assert len(colours) == 1


def test_the_title_card_is_full_from_the_first_frame(look):
    card = TitleCard(look, HARVEST)
    assert card.frame(0).tobytes() == card.frame(1).tobytes()


def test_the_summary_ticks_one_caption_after_another(look):
    card = SummaryCard(look, HARVEST, 10)
    column = (look.px(20), look.px(66), look.px(64), look.height)
    painted = []
    for second in (0.0, 2.4, 5.0):
        pixels = card.frame(second).convert("RGB").crop(column).getcolors(99_999)
        painted.append(sum(count for count, colour in pixels if "#{:02x}{:02x}{:02x}".format(*colour) != CREAM))
    assert painted[0] < painted[1] < painted[2]


def test_a_summary_of_many_long_captions_stays_in_the_frame(look):
    many = HARVEST.__class__(HARVEST.title, HARVEST.goal, 2, (LONGEST,) * 8)
    image = SummaryCard(look, many, 10).frame(9)
    assert {image.getpixel((image.width - 2, y)) for y in range(look.px(66), look.height)} == {(255, 243, 207)}
