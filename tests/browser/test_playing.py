"""A film on its way to the screen: by our own player, by the browser's, by another one; on lines that break."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from media.pipeline.finish import read_streamed
from media.pipeline.hls import media_playlist
from tests.browser import learning
from tests.browser.conftest import PHONE
from tests.browser.films import PATIENCE_S, WITHOUT_AV1, Throttle, asked_for, hears, publish
from tests.browser.line import Line, poor_line
from tests.browser.people import Visitor
from tests.browser.site import Site, wait_until
from tests.media.packages import FilmPackage, draw_film, make_film_package, quick_av1
from tests.npm import npm_file

NEAR_THE_END = 10.8
PICTURES = ("saver", "standard", "clear")
CUT_LINE = ("the test cuts the line", r"^request failed \(net::ERR_")
LOST_LINE = ("the test cuts the line", r"^request failed \(net::ERR_INTERNET_DISCONNECTED\)")
NO_FILE = ("the test takes the files away", r"^answer 404: .*/files/packages/")
# Nothing on it but a player: what an app, another site or a later page of ours would do with the same files.
BARE = "<!doctype html><meta charset=utf-8><title>player</title><video controls muted></video>"
SAVES_DATA = "Object.defineProperty(navigator.connection, 'saveData', { get: () => true })"
# Keeps to one level, the highest where none is named; answers with the levels that hls.js would choose from.
WITH_HLS_JS = """([url, level]) => new Promise((done, fail) => {
    if (window.hls) window.hls.destroy();
    const hls = window.hls = new Hls();
    window.seen = window.seen || [];
    hls.on(Hls.Events.ERROR, (_, { type, details, fatal }) => {
        if (!/Stalled|Nudge/.test(details)) window.seen.push(`${type} ${details}`); // the machine may be busy
        if (fatal) fail(details);
    });
    hls.on(Hls.Events.MANIFEST_PARSED, () => {
        hls.loadLevel = level === null ? hls.levels.length - 1 : level;
        done(hls.levels.map(({ width, codecs }) => [width, codecs]));
    });
    hls.loadSource(url);
    hls.attachMedia(document.querySelector("video"));
})"""


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> FilmPackage:
    folder = tmp_path_factory.mktemp("film")
    with quick_av1():
        return make_film_package(draw_film(folder / "film.mp4"), folder / "package")


@pytest.fixture(scope="module")
def lesson(site: Site, film: FilmPackage) -> str:
    return publish(site, film, "film")


@pytest.fixture
def viewer(phone, lesson) -> Visitor:
    """Somebody who is not signed in, with the film before them."""
    comes_to(phone, lesson)
    return phone


@pytest.fixture
def old_phone(phone, lesson) -> Visitor:
    phone.page.add_init_script(WITHOUT_AV1)
    comes_to(phone, lesson)
    return phone


def comes_to(visitor: Visitor, lesson: str) -> None:
    visitor.goto(lesson)
    learning.is_asked_to_sign_in(visitor)
    expect(visitor.at("[data-play]")).to_be_visible()


def goes_to(visitor: Visitor, seconds: float) -> None:
    visitor.at("video").evaluate("(v, at) => { v.currentTime = at }", seconds)
    learning.plays_until(visitor, seconds + 0.3)


def test_every_quality_plays_in_its_size_with_its_sound(viewer, film):
    asked = asked_for(viewer)
    for quality in PICTURES:
        viewer.at(f"[data-quality={quality}]").tap()
        if quality == "saver":
            learning.plays(viewer)
        made = film.leanest(quality)
        learning.shows(viewer, (made.width, made.height))
        hears(viewer)
        viewer.keeps(f"plays-{quality}")
    goes_to(viewer, NEAR_THE_END)
    goes_to(viewer, 1)
    viewer.at("[data-quality=audio]").tap()
    learning.shows(viewer, (0, 0))
    hears(viewer)
    assert learning.player(viewer)["source"].startswith("blob:")
    assert all(kept.kept not in dict(asked) for kept in film.renditions if kept.kept != kept.streamed)
    viewer.keeps("plays-the-sound-alone")


def test_a_new_phone_takes_the_codecs_that_cost_least(viewer, film):
    asked = asked_for(viewer)
    learning.plays(viewer)
    assert film.leanest("saver").family == "av1"
    assert {film.leanest(quality).playlist for quality in ("saver", "audio")} <= set(dict(asked))
    assert film.made("saver", "h264").playlist not in dict(asked)


def test_an_old_phone_never_asks_for_what_it_cannot_decode(old_phone, film):
    asked = asked_for(old_phone)
    for quality in ("clear", "audio"):
        old_phone.at(f"[data-quality={quality}]").tap()
        if quality == "clear":
            learning.plays(old_phone)
        hears(old_phone)
    assert film.made("clear", "h264").streamed in dict(asked)
    assert not [name for name, _ in asked if re.search("av1|opus", name)]


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    with poor_line(site.port, down=2000) as line:
        yield line


def test_a_film_goes_on_at_the_byte_where_the_line_was_cut(phone, line, lesson, film, watcher):
    watcher.expect(*CUT_LINE)
    phone.page.add_init_script(WITHOUT_AV1)
    comes_to(phone, line.url + lesson)
    asked = asked_for(phone)
    line.down = film.plain_kbit_per_s("saver") * 0.7
    learning.plays(phone)
    learning.plays_until(phone, 1)
    source = learning.player(phone)["source"]
    line.goes()
    wait_until(lambda: learning.player(phone) and watcher.problems, PATIENCE_S, "a lost line")
    line.down = 2000
    line.comes_back()
    learning.plays_until_it_ends(phone)
    assert learning.player(phone)["source"] == source
    spans = [span for name, span in asked if name == film.made("saver", "h264").streamed]
    first, again = (re.findall(r"\d+", span) for span in spans[1:3])
    assert int(first[0]) < int(again[0]) < int(first[1]) == int(again[1])
    phone.keeps("after-a-lost-line")


def test_a_poor_line_carries_the_saver_quality_without_a_stop(old_phone):
    Throttle(old_phone, kbit_per_s=150)
    old_phone.page.evaluate("""() => {
        const video = document.querySelector("video");
        window.stops = 0;
        video.addEventListener("playing", () => video.addEventListener("waiting", () => { window.stops += 1; }));
    }""")
    learning.plays(old_phone)
    learning.plays_until_it_ends(old_phone)
    assert old_phone.page.evaluate("window.stops") == 0


def test_a_line_that_gets_poor_is_answered_with_a_leaner_picture(phone, line, lesson, film):
    phone.page.add_init_script(WITHOUT_AV1)
    comes_to(phone, line.url + lesson)
    clear, saver = film.made("clear", "h264"), film.made("saver", "h264")
    phone.at("[data-quality=clear]").tap()
    line.down = film.plain_kbit_per_s("saver") * 1.3
    asked = asked_for(phone)
    learning.plays(phone)
    learning.shows(phone, (saver.width, saver.height))
    assert [name for name, _ in asked if name in (clear.playlist, saver.playlist)] == [clear.playlist, saver.playlist]
    learning.plays_until_it_ends(phone)


def test_a_film_plays_where_there_is_no_media_source(phone, lesson, film):
    phone.page.add_init_script("delete window.MediaSource")
    comes_to(phone, lesson)
    learning.plays(phone)
    assert learning.player(phone)["source"].endswith(film.made("saver", "h264").kept)
    phone.at("[data-quality=clear]").tap()
    hears(phone)
    assert learning.player(phone)["source"].endswith(film.master)
    assert learning.player(phone)["width"] > 0


def test_a_film_plays_as_a_plain_file_where_nothing_else_does(phone, lesson, film, watcher):
    watcher.expect(*NO_FILE)
    phone.page.route("**/*.m3u8", lambda route: route.fulfill(status=404))
    comes_to(phone, lesson)
    phone.at("[data-quality=standard]").tap()
    learning.plays(phone)
    assert learning.player(phone)["source"].endswith(film.made("standard", "h264").kept)


def test_a_film_that_cannot_be_had_is_no_blank_box(viewer, watcher):
    watcher.expect(*NO_FILE)
    viewer.page.route("**/files/packages/**", lambda route: route.fulfill(status=404))
    viewer.at("[data-play]").tap()
    expect(viewer.at("[data-trouble=unplayable]")).to_be_visible()
    viewer.keeps("cannot-be-had")
    viewer.page.unroute("**/files/packages/**")
    viewer.at("[data-play]").tap()
    learning.plays_until(viewer, 0.5)
    expect(viewer.at("[data-trouble=unplayable]")).to_be_hidden()


def test_a_line_that_is_gone_is_told_and_the_film_begins_when_it_is_back(viewer, watcher):
    watcher.expect(*LOST_LINE)
    line = Throttle(viewer, kbit_per_s=2000, latency_ms=50)
    line.breaks()
    viewer.at("[data-play]").tap()
    expect(viewer.at("[data-trouble=line]")).to_be_visible()
    viewer.keeps("no-line")
    line.comes_back()
    learning.plays_until(viewer, 0.5)
    expect(viewer.at("[data-trouble=line]")).to_be_hidden()


def test_the_chosen_quality_is_kept_but_not_where_bytes_are_dear(viewer):
    viewer.at("[data-quality=clear]").tap()
    viewer.page.reload()
    expect(viewer.at("[data-quality=clear]")).to_have_attribute("aria-current", "true")
    viewer.page.add_init_script(SAVES_DATA)
    viewer.page.reload()
    expect(viewer.at("[data-quality=saver]")).to_have_attribute("aria-current", "true")


def test_captions_come_with_the_film_and_not_before(viewer):
    asked = []
    viewer.page.on("request", lambda request: asked.append(request.url))
    viewer.page.reload()
    expect(viewer.at("[data-play]")).to_be_visible()
    assert not [url for url in asked if ".vtt" in url or "caption" in url]
    learning.plays(viewer)
    words = "v => [...v.textTracks[0].activeCues || []].map(cue => cue.text).join()"
    wait_until(lambda: viewer.at("video").evaluate(words) == "先扒开笋脚的土", PATIENCE_S, "a caption")
    viewer.keeps("captions")


def test_a_chapter_is_one_tap_away(viewer):
    viewer.at(".chapters summary").tap()
    viewer.keeps("chapters")
    viewer.page.get_by_text("下刀", exact=True).tap()
    learning.plays_until(viewer, 10.6)
    assert viewer.small_targets() == []


@pytest.fixture
def bare(arrive, lesson) -> Visitor:
    """A page of nobody's with an empty player on it."""
    return on_a_bare_page(arrive(PHONE))


def on_a_bare_page(visitor: Visitor) -> Visitor:
    visitor.page.route("**/bare.html", lambda route: route.fulfill(body=BARE, content_type="text/html"))
    visitor.goto("/bare.html")
    return visitor


@pytest.fixture(scope="module")
def large(site: Site) -> str:
    """The address of a playlist with one fragment of more than a megabyte."""
    folder = site.folder / "var" / "files" / "packages" / "large"
    folder.mkdir(parents=True)
    noise = (
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=640x360:r=25:d=4,noise=alls=60:allf=t",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "100",
    )
    encoded = ("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "4M", "-movflags", "+cmaf+delay_moov+skip_trailer")
    streamed = read_streamed(draw_film(folder / "noise.mp4", *noise, *encoded))
    assert max(fragment.size for fragment in streamed.fragments) > 1_000_000
    (folder / "noise.m3u8").write_text(media_playlist("noise.mp4", streamed))
    return "/files/packages/large/noise.m3u8"


@pytest.mark.parametrize("player", ["the browser's own", "hls.js"])
def test_a_fragment_of_a_megabyte_comes_whole(bare, large, player):
    if player == "hls.js":
        bare.page.add_script_tag(path=npm_file("hls.js/dist/hls.min.js"))
        bare.page.evaluate(WITH_HLS_JS, [large, None])
        bare.at("video").evaluate("v => { v.play() }")
    else:
        bare.at("video").evaluate("(v, url) => { v.src = url; v.play() }", large)
    learning.plays_until_it_ends(bare)
    assert bare.page.evaluate("window.seen || []") == []


def address(film: FilmPackage) -> str:
    return f"/files/packages/film/{film.master}"


def test_the_browsers_own_player_plays_the_playlist(bare, film):
    bare.at("video").evaluate("(v, url) => { v.src = url; v.play() }", address(film))
    learning.plays_until(bare, 0.3)
    hears(bare)
    goes_to(bare, NEAR_THE_END)
    assert learning.player(bare)["width"] > 0


def test_hls_js_plays_every_choice_of_the_playlist(bare, film):
    bare.page.add_script_tag(path=npm_file("hls.js/dist/hls.min.js"))
    for number, quality in enumerate(PICTURES):
        made = film.made(quality, "h264")
        levels = bare.page.evaluate(WITH_HLS_JS, [address(film), number])
        assert len(levels) == len(PICTURES)
        bare.at("video").evaluate("v => { v.play() }")
        learning.shows(bare, (made.width, made.height))
        hears(bare)
    goes_to(bare, NEAR_THE_END)
    assert bare.page.evaluate("seen") == []


def test_hls_js_on_an_old_phone_never_asks_for_what_it_cannot_decode(arrive, film, lesson):
    visitor = arrive(PHONE)
    visitor.page.add_init_script(WITHOUT_AV1)
    on_a_bare_page(visitor)
    asked = asked_for(visitor)
    visitor.page.add_script_tag(path=npm_file("hls.js/dist/hls.min.js"))
    levels = visitor.page.evaluate(WITH_HLS_JS, [address(film), None])
    visitor.at("video").evaluate("v => { v.play() }")
    learning.plays_until(visitor, 2)
    assert not re.search("av01|opus", json.dumps(levels))
    assert not [name for name, _ in asked if re.search("av1|opus", name)]


def test_a_film_that_is_replaced_plays_on_from_its_old_files(old_phone, site, film):
    Throttle(old_phone, kbit_per_s=film.plain_kbit_per_s("saver") * 1.3, latency_ms=100)
    asked = asked_for(old_phone)
    learning.plays(old_phone)
    publish(site, film, "newer")
    before = len(asked)
    learning.plays_until_it_ends(old_phone)
    assert len(asked) > before
    old_phone.page.reload()
    assert "/newer/" in old_phone.at("video").get_attribute("data-hls")
