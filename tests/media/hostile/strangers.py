"""Files of other kinds under a video's name, things that are no files, and names that mean something to programs."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

from tests.media.hostile.case import H264, PICTURE, SECRET, SOUND, Bench, Case, harmless, refused, true_bytes, true_clip


def _picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "green").save(buffer, kind)
    return buffer.getvalue()


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a"), io.BytesIO())
    return buffer.getvalue()


STRANGERS: dict[str, Callable[[], bytes]] = {
    "text": lambda: "今天讲竹笋采收。\n".encode() * 50,
    "one byte": lambda: b"\0",
    "two bytes": lambda: b"\xff\xd8",
    "nothing": lambda: b"",
    "line ends": lambda: b"\r\n" * 4000,
    "zeros": lambda: bytes(70_000),
    "ones": lambda: b"\xff" * 70_000,
    "jpeg": lambda: _picture("JPEG"),
    "png": lambda: _picture("PNG"),
    "gif": lambda: _picture("GIF"),
    "webp": lambda: _picture("WEBP"),
    "bmp": lambda: _picture("BMP"),
    "tiff": lambda: _picture("TIFF"),
    "pdf": lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "zip": _zip,
    "tar": _tar,
    "windows program": lambda: b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0" + bytes(3000),
    "linux program": lambda: b"\x7fELF\x02\x01\x01" + bytes(5000),
    "script": lambda: b"#!/bin/sh\ntouch /tmp/run-by-a-video\n",
    "html": lambda: b"<!DOCTYPE html><script>alert(1)</script>",
    "json": lambda: b'{"streams": [{"codec_type": "video"}]}',
    "subtitles srt": lambda: b"1\n00:00:00,000 --> 00:00:03,000\nhello\n",
    "subtitles ass": lambda: (
        b"[Script Info]\nScriptType: v4.00+\n[Events]\nDialogue: 0,0:00:00.00,0:00:03.00,,,,,,,x\n"
    ),
    "subtitles vtt": lambda: b"WEBVTT\n\n00:00.000 --> 00:03.000\nhello\n",
    "font": lambda: b"\0\x01\0\0\0\x0c\0\x80\0\x03\0\x40" + bytes(500),
    "database": lambda: b"SQLite format 3\0" + bytes(4000),
    "flash": lambda: b"FWS\x09" + bytes(500),
    "midi": lambda: b"MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x04\0\xff\x2f\0",
    "webassembly": lambda: b"\0asm\x01\0\0\0" + bytes(200),
    "email": lambda: b"From: a@example.org\nMIME-Version: 1.0\n\nhello\n",
    "heif": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300),
    "ftyp alone": lambda: b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2",
    "matroska mark alone": lambda: b"\x1a\x45\xdf\xa3",
    "avi mark alone": lambda: b"RIFF\x24\0\0\0AVI LIST",
    "flv mark alone": lambda: b"FLV\x01\x05\0\0\0\x09\0\0\0\0",
    "ogg mark alone": lambda: b"OggS\0\x02" + bytes(40),
    "asf mark alone": lambda: bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(100),
    "ts sync alone": lambda: (b"\x47" + bytes(187)) * 200,
    "mpeg mark alone": lambda: b"\0\0\x01\xba" + bytes(2000),
    "gzip of nothing much": lambda: gzip.compress(bytes(5_000_000)),
    "raw h264": lambda: b"\0\0\0\x01\x67\x42\xc0\x1e" * 300,
    "wav": lambda: (
        b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\x08\0\0"
        + bytes(2048)
    ),
    "id3 that never ends": lambda: b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(5000),
}
WHAT_STRANGERS_ARE = ("not_media", "no_video", "incomplete", "broken", "unknown_codec", "too_short", "too_small")


def _stranger(bench: Bench, *, name: str) -> Path:
    return bench.write("lesson.mp4", STRANGERS[name]())


def _of_another_name(bench: Bench, *, name: str) -> Path:
    return bench.write(name, true_bytes(bench, "mp4"))


def _link(bench: Bench, *, to: str) -> Path:
    path = bench.folder / "lesson.mp4"
    path.symlink_to(
        {"canary": str(bench.canary), "clip": str(true_clip(bench, "mp4")), "nowhere": "/nowhere/at/all"}[to]
    )
    return path


def _pipe(bench: Bench) -> Path:
    path = bench.folder / "lesson.mp4"
    os.mkfifo(path)
    return path


def _folder(bench: Bench) -> Path:
    path = bench.folder / "lesson.mp4"
    path.mkdir()
    return path


def _device(bench: Bench) -> Path:
    return Path("/dev/zero")


def _sparse(bench: Bench, *, head: bytes, size: int) -> Path:
    path = bench.write("lesson.mp4", head)
    os.truncate(path, size)
    return path


def _secret_beside(bench: Bench) -> Path:
    """Subtitles of the same name, which players pick up by themselves."""
    bench.write("lesson.srt", f"1\n00:00:00,000 --> 00:00:01,000\n{SECRET}\n".encode())
    return bench.write("lesson.mp4", true_bytes(bench, "mp4"))


def _with(bench: Bench, *, name: str, words: tuple[str, ...]) -> Path:
    """A clip that FFmpeg writes with more in it than picture and sound."""
    subtitles, font = bench.clips / "words.srt", bench.clips / "font.ttf"
    subtitles.write_bytes(STRANGERS["subtitles srt"]())
    font.write_bytes(STRANGERS["font"]())
    cover = bench.clips / "cover.png"
    cover.write_bytes(_picture("PNG"))
    places = {"{srt}": str(subtitles), "{font}": str(font), "{cover}": str(cover)}
    made = bench.clip(f"with-{name}", *(places.get(word, word) for word in words))
    return bench.write(name, made.read_bytes())


BOTH = (*PICTURE, *SOUND)
ATTACH = ("-attach", "{font}", "-metadata:s:t", "mimetype=application/x-truetype-font")
COVER = ("-i", "{cover}", "-map", "0:a", "-map", "1:v", "-disposition:v:0", "attached_pic", "-c:v", "copy")
PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "font.mkv": ((*BOTH, *ATTACH, *H264), ()),
    "words.mkv": ((*BOTH, "-i", "{srt}", "-map", "0", "-map", "1", "-map", "2", *H264, "-c:s", "srt"), ()),
    "words.mp4": ((*BOTH, "-i", "{srt}", "-map", "0", "-map", "1", "-map", "2", *H264, "-c:s", "mov_text"), ()),
    "only-words.mp4": (("-i", "{srt}", "-c:s", "mov_text"), ("not_media",)),
    "only-words.mkv": (("-i", "{srt}", "-c:s", "srt"), ("not_media",)),
    "cover.m4a": ((*SOUND, *COVER, "-c:a", "aac", "-f", "mp4"), ("no_video",)),
    "only-sound.mp4": ((*SOUND, "-c:a", "aac"), ("no_video",)),
    "only-sound.mkv": ((*SOUND, "-c:a", "libopus"), ("no_video",)),
    "only-sound.mp3": ((*SOUND, "-c:a", "libmp3lame"), ("no_video",)),
    "only-sound.flac": ((*SOUND, "-c:a", "flac"), ("no_video",)),
    "two-pictures.mkv": ((*PICTURE, *PICTURE, "-map", "0", "-map", "1", *H264), ()),
    "eight-sounds.mkv": ((*BOTH, *("-map", "0"), *(("-map", "1") * 8), *H264, "-c:a", "aac"), ()),
    "chapters.mkv": ((*BOTH, *H264, "-metadata", "title=<script>alert(1)</script>"), ()),
    "png-pictures.mov": ((*PICTURE, "-c:v", "png"), ("unknown_codec",)),
    "gif-pictures.mkv": ((*PICTURE, "-c:v", "gif", "-pix_fmt", "rgb8"), ("unknown_codec", "not_media")),
    "tiny.mp4": (("-f", "lavfi", "-i", "testsrc2=s=32x24:r=10:d=1.5", *H264), ("too_small",)),
    "half-a-second.mp4": (("-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=0.5", *H264), ()),
    "two-pictures.mp4": (("-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=0.2", *H264), ("too_short",)),
    "one-picture.mp4": (("-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=0.1", *H264), ("too_short",)),
    "very-wide.mp4": (("-f", "lavfi", "-i", "testsrc2=s=4096x64:r=5:d=1.2", *H264), ()),
    "five-minutes.mp4": (("-f", "lavfi", "-i", "color=s=64x64:r=1:d=300", *H264), ("too_long",)),
}
NAMES = (
    *("-i.mp4", "--help", "-y -f null.mp4", "%03d.mp4", "%s%n.mp4", "a b.mp4", "a\nb.mp4", "a\tb.mp4", "竹笋采收.mp4"),
    *(
        "a'b\"c.mp4",
        "$(touch x).mp4",
        "`id`.mp4",
        "a;b|c&d.mp4",
        "concat:a|b.mp4",
        "http:a.mp4",
        "pipe:0",
        "file:x.mp4",
    ),
    *(
        "subfile,,start,0,end,9,,:x.mp4",
        "data:text,x.mp4",
        "\u202egpj.4pm",
        "*?[a].mp4",
        "a\\b.mp4",
        "lesson.m3u8",
        "-",
        "fd:",
    ),
    *("lesson", "tee:[f=null]x|y.mp4", "CON.mp4", "e" * 200 + ".mp4", "read=x write=y -- .mp4", "lesson.mp4.exe"),
)


def cases() -> list[Case]:
    found = [refused(f"stranger {name}", partial(_stranger, name=name), *WHAT_STRANGERS_ARE) for name in STRANGERS]
    found += [harmless(f"name {name!r}", partial(_of_another_name, name=name)) for name in NAMES]
    for name, (words, codes) in PARTS.items():
        make = partial(_with, name=name, words=words)
        found.append(refused(f"with {name}", make, *codes) if codes else harmless(f"with {name}", make))
    for to in ("canary", "clip", "nowhere"):
        found.append(refused(f"link to {to}", partial(_link, to=to), "not_media"))
    found += [
        refused("a pipe", _pipe, "not_media"),
        refused("a folder", _folder, "not_media"),
        refused("a device", _device, "not_media"),
        refused("sparse 10 GB", partial(_sparse, head=b"", size=10 * 1024**3), "too_large"),
        refused("sparse 100 MB", partial(_sparse, head=b"", size=100 * 1024**2), "not_media"),
        refused("sparse after ftyp", partial(_sparse, head=STRANGERS["ftyp alone"](), size=90 * 1024**2), "incomplete"),
        harmless("subtitles beside it", _secret_beside),
    ]
    return found
