"""What we publish, held against programs of others: FFmpeg, PyAV and two parsers of playlists from npm."""

import io
import math
import re
import subprocess
from itertools import pairwise

import av
import pytest

from media.pipeline.runner import find_ffmpeg
from tests.media.packages import FilmPackage, draw_film, make_film_package
from tests.npm import node_answers

READ_BY_M3U8_PARSER = """
const { Parser } = require("m3u8-parser");
const fs = require("fs");
const read = (path) => {
  const parser = new Parser(), warnings = [];
  parser.on("warn", ({ message }) => warnings.push(message));
  parser.push(fs.readFileSync(path, "utf8"));
  parser.end();
  return { ...parser.manifest, warnings };
};
console.log(JSON.stringify(process.argv.slice(1).map(read)));
"""
READ_BY_HLS_PARSER = """
const HLS = require("hls-parser");
const fs = require("fs");
HLS.setOptions({ strictMode: true });
const read = (path) => HLS.parse(fs.readFileSync(path, "utf8"));
console.log(JSON.stringify(process.argv.slice(1).map(read)));
"""
SHORTEST_FRAME_S = 1 / 60


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> FilmPackage:
    folder = tmp_path_factory.mktemp("film")
    return make_film_package(draw_film(folder / "film.mp4"), folder / "package")


@pytest.fixture(scope="module")
def parsed(film) -> dict[str, dict]:
    """By name of the playlist, as m3u8-parser reads it."""
    names = sorted(path.name for path in film.folder.glob("*.m3u8"))
    return dict(
        zip(names, node_answers(READ_BY_M3U8_PARSER, *(str(film.folder / name) for name in names)), strict=True)
    )


def frames(data: bytes) -> list[float]:
    """Lengths in seconds of all decoded frames, of pictures or of sound."""
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams[0]
        return [float(packet.duration * packet.time_base) for packet in container.demux(stream) if packet.size]


def span(byterange: dict) -> slice:
    return slice(byterange["offset"], byterange["offset"] + byterange["length"])


def described(path) -> tuple[str, int, int]:
    """Codec as in RFC 6381, width and height as FFmpeg's libraries find them in the file."""
    with av.open(str(path)) as container:
        context = container.streams[0].codec_context
        if context.name == "h264":
            return f"avc1.{context.extradata[1:4].hex().upper()}", context.width, context.height
        return {"aac": "mp4a.40.2", "opus": "opus"}[context.name], 0, 0


def test_every_stage_is_there(film):
    families = {made.family for made in film.renditions}
    assert families == {"h264", "av1", "aac", "opus"}


def test_ffmpeg_decodes_every_choice_to_the_end_without_a_word(film):
    command = [find_ffmpeg(), "-v", "warning", "-nostdin", "-i", film.master, "-map", "0", "-f", "null", "-"]
    done = subprocess.run(command, cwd=film.folder, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_ffmpeg_decodes_what_the_page_lists_besides(film):
    for made in film.renditions:
        command = [find_ffmpeg(), "-v", "warning", "-nostdin", "-i", made.playlist, "-f", "null", "-"]
        done = subprocess.run(command, cwd=film.folder, capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr) == (0, ""), made


def test_the_parsers_of_others_find_nothing(film, parsed):
    assert [name for name, playlist in parsed.items() if playlist["warnings"]] == []
    paths = [str(path) for path in sorted(film.folder.glob("*.m3u8"))]
    strict = node_answers(READ_BY_HLS_PARSER, *paths)
    assert [playlist["isMasterPlaylist"] for playlist in strict] == ["master" in path for path in paths]


def test_the_ranges_of_a_playlist_are_the_whole_file(film, parsed):
    for made in film.renditions:
        playlist, data = parsed[made.playlist], (film.folder / made.streamed).read_bytes()
        spans = [span(playlist["segments"][0]["map"]["byterange"])]
        spans += [span(segment["byterange"]) for segment in playlist["segments"]]
        assert spans[0].start == 0
        assert all(before.stop == after.start for before, after in pairwise(spans))
        assert spans[-1].stop == len(data)
        assert playlist["endList"]


def test_every_range_plays_alone_for_as_long_as_it_says(film, parsed):
    for made in film.renditions:
        data = (film.folder / made.streamed).read_bytes()
        for segment in parsed[made.playlist]["segments"]:
            alone = data[span(segment["map"]["byterange"])] + data[span(segment["byterange"])]
            assert sum(frames(alone)) == pytest.approx(segment["duration"], abs=SHORTEST_FRAME_S), made
            assert segment["duration"] <= parsed[made.playlist]["targetDuration"] + 0.5


def test_pictures_and_sound_are_equally_long(film, parsed):
    lengths = [sum(s["duration"] for s in parsed[made.playlist]["segments"]) for made in film.renditions]
    assert max(lengths) - min(lengths) < 0.1


def test_the_choices_say_what_is_in_the_files(film, parsed):
    sound = described(film.folder / film.made("audio", "aac").streamed)[0]
    listed = {choice["uri"]: choice["attributes"] for choice in parsed[film.master]["playlists"]}
    assert list(listed) == [film.made(quality, "h264").playlist for quality in ("saver", "standard", "clear")]
    for made in film.renditions:
        if made.family == "h264":
            codec, width, height = described(film.folder / made.streamed)
            attributes = listed[made.playlist]
            assert attributes["CODECS"] == f"{codec},{sound}"
            assert attributes["RESOLUTION"] == {"width": width, "height": height}
            assert attributes["FRAME-RATE"] == pytest.approx(float(made.fps), abs=0.001)


def test_the_choices_say_what_the_line_must_carry(film, parsed):
    sound = rates(parsed[film.made("audio", "aac").playlist])
    for choice in parsed[film.master]["playlists"]:
        picture = rates(parsed[choice["uri"]])
        said = choice["attributes"]
        assert int(said["AVERAGE-BANDWIDTH"]) == pytest.approx(picture[1] + sound[1], abs=2)
        assert int(said["BANDWIDTH"]) == pytest.approx(picture[0] + sound[0], abs=2)


def rates(playlist: dict) -> tuple[int, int]:
    """Peak and mean in bits per second, from what a parser read; RFC 8216, 4.3.4.2."""
    pieces = [(segment["byterange"]["length"] * 8, segment["duration"]) for segment in playlist["segments"]]
    target = playlist["targetDuration"]
    runs = [pieces[i:j] for i in range(len(pieces)) for j in range(i + 1, len(pieces) + 1)]
    sums = [(sum(bits for bits, _ in run), sum(seconds for _, seconds in run)) for run in runs]
    mean = sum(bits for bits, _ in pieces) / sum(seconds for _, seconds in pieces)
    peak = max((bits / seconds for bits, seconds in sums if 0.5 * target <= seconds <= 1.5 * target), default=mean)
    return math.ceil(max(peak, mean)), math.ceil(mean)


def test_names_carry_their_content(film):
    for path in film.folder.iterdir():
        assert re.search(r"-[0-9a-f]{12}\.\w+$", path.name), path
