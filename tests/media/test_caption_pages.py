"""Where a trainer brings and corrects captions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media.captions import PROBLEMS, cues_of
from media.editing import save_captions
from media.pipeline.webvtt import Cue
from tests.factories import UserFactory

pytestmark = pytest.mark.any_database

SUBRIP = "1\n00:00:00,500 --> 00:00:01,500\n扶稳\n\n2\n00:00:01,500 --> 00:00:02,500\n打针\n"


@pytest.fixture
def bring(at_desk, own):
    def bring(**fields):
        return at_desk.post(reverse("media_captions_import", args=[own.pk]), {"language": "zh-Hans", **fields})

    return bring


@pytest.fixture
def table(at_desk, own):
    """Saves rows of (from, until, text) as the table of Chinese captions."""

    def save(*rows, removed=()):
        data = {"cues-TOTAL_FORMS": len(rows), "cues-INITIAL_FORMS": 0}
        for number, (start, end, text) in enumerate(rows):
            data |= {f"cues-{number}-start_s": start, f"cues-{number}-end_s": end, f"cues-{number}-text": text}
        data |= {f"cues-{number}-DELETE": "1" for number in removed}
        return at_desk.post(address(own), data)

    return save


def address(video, name="media_captions", language="zh-Hans"):
    return reverse(name, args=[video.pk, language])


def kept(video, language="zh-Hans"):
    caption = video.captions.filter(language=language).first()
    return [(cue.start_s, cue.end_s, cue.text) for cue in cues_of(caption)] if caption else None


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_becomes_captions(bring, own, encoding):
    response = bring(file=SimpleUploadedFile("羊.srt", SUBRIP.encode(encoding)))
    assert response["Location"] == address(own)
    assert kept(own) == [(0.5, 1.5, "扶稳"), (1.5, 2.5, "打针")]


def test_plain_lines_are_spread_over_what_is_played(bring, own):
    own.trim_start_s = 1.0
    own.save()
    bring(text="扶稳\n打针", language="ii")
    assert kept(own, "ii") == [(1, 2, "扶稳"), (2, 3, "打针")]


def test_a_bad_line_is_named(bring, own):
    response = bring(text="0:01 扶稳\n0:59 打针")
    (message,) = response.context["form"].errors["text"]
    assert "2" in message
    assert str(PROBLEMS["after_end"]) in message
    assert kept(own) is None


def test_a_picture_is_no_caption_file(bring):
    response = bring(file=SimpleUploadedFile("x.srt", b"\x89PNG\r\n\0\0\xff\xfe\0"))
    assert response.context["form"].errors["file"] == [str(PROBLEMS["not_text"])]


def test_a_language_that_is_not_offered_is_refused(bring):
    assert "language" in bring(language="xx", text="扶稳").context["form"].errors


def test_nothing_leads_to_an_empty_table(bring, own, at_desk):
    response = bring()
    assert response["Location"] == address(own)
    assert kept(own) is None
    assert at_desk.get(response["Location"]).status_code == 200


def test_the_table_is_saved_in_the_order_of_time(table, own):
    table(("0:02", "0:03", "打针"), ("", "", ""), ("0:00.5", "0:01", "<b>扶稳</b><script>"))
    assert kept(own) == [(0.5, 1.0, "<b>扶稳</b>"), (2, 3, "打针")]


def test_without_an_end_it_stays_until_the_next(table, own):
    table(("0:00", "", "扶稳"), ("0:01", "", "打针"))
    assert [end for _, end, _ in kept(own)] == [1.0, pytest.approx(3.0, abs=0.1)]


def test_a_removed_row_is_gone(table, own):
    table(("0:00", "0:01", "扶稳"), ("0:01", "0:02", "打针"), removed=[0])
    assert kept(own) == [(1, 2, "打针")]


def test_an_emptied_table_takes_the_language_away(table, own):
    save_captions(video=own, language="zh-Hans", cues=[Cue(0, 1, "扶稳")])
    table(("", "", ""))
    assert kept(own) is None


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (("", "0:01", "扶稳"), "0:05"),
        (("0:02", "0:01", "扶稳"), str(PROBLEMS["backwards"])),
        (("0:09", "0:10", "扶稳"), str(PROBLEMS["after_end"])),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_lost(table, own, row, shown):
    save_captions(video=own, language="zh-Hans", cues=[Cue(0, 1, "旧")])
    response = table(("0:00", "0:01", "好的"), row)
    html = response.content.decode()
    assert shown in html
    assert "好的" in html
    assert kept(own) == [(0, 1, "旧")]


def test_removing_asks_first(at_desk, own):
    save_captions(video=own, language="zh-Hans", cues=[Cue(0, 1, "扶稳")])
    at_desk.get(address(own, "media_captions_remove"))
    assert kept(own)
    at_desk.post(address(own, "media_captions_remove"))
    assert kept(own) is None


def test_the_page_of_the_video_leads_there(at_desk, own):
    save_captions(video=own, language="ii", cues=[Cue(0, 1, "扶稳")])
    html = at_desk.get(reverse("wagtailmedia:edit", args=[own.pk])).content.decode()
    assert address(own, language="ii") in html


@pytest.mark.parametrize("name", ["media_captions", "media_captions_remove"])
def test_others_do_not_get_in(client, own, trainer, name):
    save_captions(video=own, language="zh-Hans", cues=[Cue(0, 1, "扶稳")])
    other = UserFactory(username="sun", is_active=True)
    other.groups.set(trainer.groups.all())
    client.force_login(other)
    client.post(address(own, name), {"cues-TOTAL_FORMS": 0, "cues-INITIAL_FORMS": 0})
    assert kept(own)
