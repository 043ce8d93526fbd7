"""A lesson of the demo whose film was encoded by the test: every quality in every codec, some seconds long."""

import json
import shutil
from dataclasses import asdict, dataclass

from tests.browser.people import Visitor
from tests.browser.site import Site, wait_until
from tests.media.packages import FilmPackage

PATIENCE_S = 40
# `told` is put before it. A retired package keeps its files, as after a trainer's replacement.
PUBLISH = """
import json
from django.utils import timezone
from courses.models import LessonPage
from media.models import Caption, Chapter, EncodeJob, Package, Rendition, Video
told = json.loads(told)
page = LessonPage.objects.live().order_by("path").last()
if page.video.title != "film":
    video = Video.objects.create(title="film", type="video", duration=told["duration_s"], file="media/film.mp4")
    EncodeJob.objects.create(video=video, state="done", source_name=video.file.name)
    LessonPage.objects.filter(pk=page.pk).update(video=video)
    page.video = video
    Caption.objects.create(video=video, language="zh-Hans", text=told["captions"])
    for at_s, title in told["chapters"]:
        Chapter.objects.create(video=video, at_s=at_s, title=title)
page.video.packages.update(state="retired", retired_at=timezone.now())
names = ("token", "duration_s", "master", "poster_webp", "poster_jpeg")
package = Package.objects.create(video=page.video, state="live", **{name: told[name] for name in names})
for made in told["renditions"]:
    Rendition.objects.create(package=package, **made)
print(page.url)
"""
CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:05.000
先扒开笋脚的土

00:00:05.000 --> 00:00:09.000
下刀不伤鞭
"""
CHAPTERS = [(0, "扒土"), (10.5, "下刀")]
SOUND = "v => v.webkitAudioDecodedByteCount"
# A phone of some years ago: the browser says so in each of the ways that players ask it.
WITHOUT_AV1 = """
const young = (type) => /av01|opus/i.test(type);
const ask = MediaSource.isTypeSupported.bind(MediaSource);
MediaSource.isTypeSupported = (type) => !young(type) && ask(type);
const can = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) { return young(type) ? "" : can.call(this, type); };
const decoding = MediaCapabilities.prototype.decodingInfo;
MediaCapabilities.prototype.decodingInfo = async function (what) {
  const { contentType } = what.video || what.audio;
  if (young(contentType)) return { supported: false, smooth: false, powerEfficient: false };
  return decoding.call(this, what);
};
"""


@dataclass
class Throttle:
    """The browser's own limits: they hold for what begins from now on."""

    visitor: Visitor
    kbit_per_s: float
    latency_ms: int = 600

    def __post_init__(self) -> None:
        self.session = self.visitor.page.context.new_cdp_session(self.visitor.page)
        self.session.send("Network.enable")
        self.comes_back()

    def breaks(self) -> None:
        self._set(offline=True)

    def comes_back(self) -> None:
        self._set(offline=False)

    def _set(self, *, offline: bool) -> None:
        rate = round(self.kbit_per_s * 125)
        both = {"downloadThroughput": rate, "uploadThroughput": rate, "latency": self.latency_ms}
        self.session.send("Network.emulateNetworkConditions", {"offline": offline, **both})


def publish(site: Site, film: FilmPackage, token: str) -> str:
    """Make a film the live one of a lesson; returns the lesson's address. The one before is retired."""
    shutil.copytree(film.folder, site.folder / "var" / "files" / "packages" / token)
    renditions = [{**asdict(made), "fps": float(made.fps)} for made in film.renditions]
    names = ("duration_s", "master", "poster_webp", "poster_jpeg")
    told = {"token": token, "renditions": renditions, "captions": CAPTIONS, "chapters": CHAPTERS}
    told |= {name: getattr(film, name) for name in names}
    return site.does(f"told = {json.dumps(told)!r}\n{PUBLISH}").strip().splitlines()[-1]


def hears(visitor: Visitor) -> None:
    """The sound of what is played now is decoded."""
    wait_until(lambda: visitor.at("video").evaluate(SOUND) > 0, PATIENCE_S, "sound")


def asked_for(visitor: Visitor) -> list[tuple[str, str]]:
    """From now on: the file name and the range of each request for a part of a film."""
    asked: list[tuple[str, str]] = []

    def note(request) -> None:
        if "/files/packages/" in request.url:
            asked.append((request.url.rsplit("/", 1)[1], request.headers.get("range", "")))

    visitor.page.on("request", note)
    return asked
