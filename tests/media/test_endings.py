"""End cards: wished for with words, made by the sweep, shown as far as they fit what is live."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from media import endings, packages
from media.models import EncodeJob, EndCard, Leftover, Package, Rendition, Video
from media.pipeline.ending import Unfit
from media.queries import playback_for

PATH = "/l/12/"
PICTURE = {"family": "h264", "codec": "", "bandwidth": 1, "average_bandwidth": 1, "size_bytes": 1, "streamed": "a/s"}


@pytest.fixture
def video(db, quiet):
    return Video.objects.create(title="竹笋", duration=60, file="original.mp4")


def goes_live(video):
    packages.retire(Package.objects.filter(video=video, state=Package.State.LIVE))
    package = Package.objects.create(video=video, state=Package.State.LIVE, duration_s=60)
    EncodeJob.objects.create(video=video, package=package, state="done", plan={"of": "a film"})
    for quality in ("saver", "standard"):
        kept = default_storage.save(f"{package.folder}/a/{quality}.mp4", ContentFile(b"film"))
        Rendition.objects.create(
            package=package, quality=quality, kept=kept.removeprefix(f"{package.folder}/"), playlist="a/p", **PICTURE
        )
    return package


@pytest.fixture
def drawn(monkeypatch):
    """What cards say, in place of the encoder's work; `drawn.unfit` names films that none fits."""

    class Drawn(list):
        unfit = ()

    drawn = Drawn()

    def make_card(words, film, folder, video, sounds, font, workshop):
        if video.quality in drawn.unfit:
            raise Unfit
        drawn.append((video.quality, words.title, words.source, words.link))
        name = f"card-{video.quality}-{len(drawn)}.mp4"
        (folder / name).write_bytes(b"card")
        return name

    class Plan:
        @classmethod
        def from_json(cls, values):
            return cls()

        class ladder:
            videos = [type("V", (), {"quality": quality}) for quality in ("saver", "standard", "clear")]
            sound = ()

    monkeypatch.setattr(endings, "make_card", make_card)
    monkeypatch.setattr(endings, "Plan", Plan)
    return drawn


def wish(video, title="挖笋"):
    endings.wish_end_card(video=video, path=PATH, title=title, source="乡村技能课堂")


def shown(video):
    play = endings.with_end_cards(playback_for(video), PATH)
    return {quality.name: quality.card_url for quality in play.qualities}


def test_the_sweep_makes_a_card_for_each_quality(video, drawn, settings):
    settings.PUBLIC_URL = "https://example.org"
    goes_live(video)
    wish(video)
    endings.make_due()
    assert drawn == [(q, "挖笋", "乡村技能课堂", "https://example.org/l/12/") for q in ("saver", "standard")]
    assert all(url.endswith(".mp4") for url in shown(video).values())


def test_a_card_waits_until_the_film_can_be_played(video, drawn):
    wish(video)
    endings.make_due()
    assert (drawn, EndCard.objects.get().attempts) == ([], 0)
    goes_live(video)
    endings.make_due()
    assert len(drawn) == 2


def test_the_same_words_make_no_other_card(video, drawn):
    goes_live(video)
    wish(video)
    for _ in range(2):
        endings.make_due()
        wish(video)
    endings.make_due()
    assert len(drawn) == 2


def test_another_title_makes_another_card_and_the_one_before_goes_after_a_while(video, drawn):
    package = goes_live(video)
    wish(video)
    endings.make_due()
    (before,) = {packages.folder_of(name) for name in EndCard.objects.get().files.values()}
    wish(video, title="挖冬笋")
    endings.make_due()
    assert {title for _quality, title, *_rest in drawn[2:]} == {"挖冬笋"}
    assert before in default_storage.listdir(package.folder)[0]
    assert Leftover.objects.get().name == f"{package.folder}/{before}/"
    Leftover.objects.update(due_at=timezone.now())
    packages.remove_leftovers()
    (after,) = {packages.folder_of(name) for name in EndCard.objects.get().files.values()}
    assert set(default_storage.listdir(package.folder)[0]) == {"a", after}


def test_words_that_change_while_a_card_is_made_count(video, drawn):
    package = goes_live(video)
    wish(video)
    stale = EndCard.objects.get()
    wish(video, title="挖冬笋")
    endings.make(stale)
    assert EndCard.objects.get().due
    assert shown(video) == {"saver": "", "standard": ""}
    assert default_storage.listdir(package.folder)[0] == ["a"]


def test_a_film_that_none_fits_is_passed_on_without(video, drawn):
    goes_live(video)
    wish(video)
    drawn.unfit = ("standard",)
    endings.make_due()
    assert [bool(url) for url in shown(video).values()] == [True, False]


def test_a_card_of_a_replaced_film_is_not_shown(video, drawn):
    goes_live(video)
    wish(video)
    endings.make_due()
    goes_live(video)
    assert set(shown(video).values()) == {""}


def test_what_fails_is_given_up_after_some_tries(video, drawn, monkeypatch):
    goes_live(video)
    wish(video)
    tried = []
    monkeypatch.setattr(endings, "find_font", lambda: tried.append(1) or 1 / 0)
    for _ in range(endings.MOST_ATTEMPTS + 2):
        endings.make_due()
    assert len(tried) == endings.MOST_ATTEMPTS


def test_cards_that_are_in_use_are_no_strays(video, drawn):
    package = goes_live(video)
    wish(video)
    endings.make_due()
    packages.tidy_closed_jobs()
    names = EndCard.objects.get().files.values()
    assert all(default_storage.exists(f"{package.folder}/{name}") for name in names)
