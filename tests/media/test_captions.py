"""Captions as players fetch them."""

import pytest

from media.captions import LANGUAGES, PROBLEMS, language_name, text_problem, url_of
from media.models import Caption, Package
from media.pipeline.timecodes import TextProblem

TEXT = "WEBVTT\n\n00:00:02.000 --> 00:00:04.000\n把羊<b>扶稳</b>\n\n00:00:09.000 --> 00:00:12.000\n好了\n"


@pytest.fixture
def live(video):
    return Package.objects.create(video=video, state="live", duration_s=10.0)


@pytest.fixture
def caption(video):
    return Caption.objects.create(video=video, text=TEXT)


def test_they_are_kept_for_ever(client, caption, live):
    response = client.get(url_of(caption, live))
    assert response["Content-Type"].startswith("text/vtt")
    assert "immutable" in response["Cache-Control"]
    assert "00:00:02.000 --> 00:00:04.000\n把羊<b>扶稳</b>" in response.content.decode()


def test_a_trimmed_lesson_has_them_on_its_own_clock(client, caption, live):
    before = url_of(caption, live)
    live.trim_start_s, live.duration_s = 3.0, 5.0
    live.save()
    text = client.get(url_of(caption, live)).content.decode()
    assert text == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n把羊<b>扶稳</b>\n"
    assert client.get(before).status_code == 404


def test_another_text_has_another_address(client, caption, live):
    before = url_of(caption, live)
    caption.text = TEXT.replace("好了", "行了")
    caption.save()
    assert client.get(before).status_code == 404
    assert "行了" in client.get(url_of(caption, live)).content.decode()


def test_whoever_watches_a_replaced_video_still_gets_those_of_it(client, video, caption, live):
    url = url_of(caption, live)
    live.state = "retired"
    live.save()
    Package.objects.create(video=video, state="live", duration_s=7.0)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("state", ["building", "removed"])
def test_without_a_playable_video_there_is_none(client, caption, live, state):
    url = url_of(caption, live)
    live.state = state
    live.save()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("address", ["/captions/99-abc.vtt", "/captions/x.vtt"])
def test_made_up_addresses_find_nothing(client, db, address):
    assert client.get(address).status_code == 404


def test_problems_name_the_line():
    assert text_problem(TextProblem("backwards", 7)).find("7") > 0
    assert text_problem(TextProblem("empty")) == str(PROBLEMS["empty"])


def test_a_language_no_longer_offered_stands_for_itself():
    assert language_name("eo") == "eo"
    assert language_name("zh-Hans") == str(LANGUAGES["zh-Hans"])
