"""Files that name other files and addresses: the canary, and a server that counts who comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.media.hostile import mp4
from tests.media.hostile.case import Bench, Case, refused, true_bytes

# Suffix that the format has by right, and its text; {at} is the address or path that it names.
LISTS: dict[str, tuple[str, str]] = {
    "hls": ("m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{at}\n#EXT-X-ENDLIST\n"),
    "hls master": ("m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9000\n{at}\n"),
    "hls key": ("m3u8", '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{at}"\n#EXTINF:3,\n{at}\n#EXT-X-ENDLIST\n'),
    "hls map": ("m3u8", '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI="{at}"\n#EXTINF:3,\nx.mp4\n#EXT-X-ENDLIST\n'),
    "hls concat": ("m3u8", "#EXTM3U\n#EXTINF:3,\nconcat:{at}|{at}\n#EXT-X-ENDLIST\n"),
    "hls subfile": ("m3u8", "#EXTM3U\n#EXTINF:3,\nsubfile,,start,0,end,64,,:{at}\n#EXT-X-ENDLIST\n"),
    "concat": ("ffconcat", "ffconcat version 1.0\nfile '{at}'\n"),
    "concat twice": ("txt", "ffconcat version 1.0\nfile '{at}'\nduration 3\nfile '{at}'\n"),
    "dash": (
        "mpd",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
        '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="9"><BaseURL>{at}</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>",
    ),
    "sdp": (
        "sdp",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\na=x:{at}\nm=video 5004 RTP/AVP 96\n",
    ),
    "asx": ("asx", '<ASX version="3.0"><ENTRY><REF HREF="{at}"/></ENTRY></ASX>'),
    "pls": ("pls", "[playlist]\nFile1={at}\nLength1=3\nNumberOfEntries=1\nVersion=2\n"),
    "xspf": (
        "xspf",
        "<?xml version='1.0'?><playlist><trackList><track><location>{at}</location></track></trackList></playlist>",
    ),
    "smil": ("smil", '<smil><body><video src="{at}"/></body></smil>'),
    "ram": ("ram", "{at}\n"),
    "rtsp text": ("mov", "RTSPtext\r\n{at}\r\n"),
    "imf": ("xml", '<?xml version="1.0"?><AssetMap><AssetList><Asset><Path>{at}</Path></Asset></AssetList></AssetMap>'),
    "webm dash": ("xml", '<?xml version="1.0"?><MPD><BaseURL>{at}</BaseURL></MPD>'),
    "vob index": ("idx", "# VobSub index file, v7\nid: en, index: 0\ntimestamp: 00:00:01:000, filepos: 0\n# {at}\n"),
    "svg": (
        "svg",
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{at}"/></svg>',
    ),
    "avisynth": ("avs", 'DirectShowSource("{at}")\n'),
    "lua of vapoursynth": ("vpy", "import vapoursynth\ncore.ffms2.Source('{at}').set_output()\n"),
    "html": ("html", '<html><video src="{at}"></video></html>'),
}
TARGETS = ("path", "file address", "http", "tcp")


def target(bench: Bench, kind: str) -> str:
    port = bench.url.rsplit(":", 1)[1]
    return {
        "path": str(bench.canary),
        "file address": f"file://{bench.canary}",
        "http": f"{bench.url}/secret.ts",
        "tcp": f"tcp://127.0.0.1:{port}",
    }[kind]


def _list(bench: Bench, *, name: str, kind: str, as_video: bool) -> Path:
    suffix, text = LISTS[name]
    return bench.write(f"list.{'mp4' if as_video else suffix}", text.format(at=target(bench, kind)).encode())


def _reference(bench: Bench, *, kind: str, where: str) -> Path:
    """A QuickTime movie whose samples, or whose other half, lie in another file."""
    at = target(bench, kind).encode() + b"\0"
    if where == "dref url":
        dref = mp4.box(b"url ", bytes(4), at)
    elif where == "dref alias":
        dref = mp4.box(b"alis", bytes(4), _alias(at))
    else:
        reference = mp4.box(b"rdrf", bytes(4), b"url ", len(at).to_bytes(4, "big"), at)
        body = mp4.box(b"moov", mp4.box(b"rmra", mp4.box(b"rmda", reference)))
        return bench.write("reference.mov", mp4.box(b"ftyp", b"qt  ", bytes(4), b"qt  ") + body)
    entry = mp4.picture_entry(b"raw ", 160, 120)
    trak = mp4.track(1, entry, mp4.tables(30, 100, 57600, 0), dref=dref)
    return bench.write("reference.mov", mp4.movie([trak], brand=b"qt  "))


def _alias(at: bytes) -> bytes:
    """An alias record of the Macintosh, with the path in its tagged part."""
    fixed = bytes(4) + (150).to_bytes(2, "big") + (2).to_bytes(2, "big") + bytes(142)
    return fixed + (18).to_bytes(2, "big") + len(at).to_bytes(2, "big") + at + b"\xff\xff\0\0"


def _hidden_in_video(bench: Bench, *, name: str, before: bool) -> Path:
    """A list in front of a true clip, or after it."""
    text = LISTS[name][1].format(at=target(bench, "path")).encode()
    clip = true_bytes(bench, "ts")
    return bench.write("mixed.mp4", text + clip if before else clip + text)


def cases() -> list[Case]:
    found = []
    for name, (suffix, _) in LISTS.items():
        for kind in ("path", "http") if name not in ("hls", "concat") else TARGETS:
            for as_video in (True, False):
                make: Callable[[Bench], Path] = partial(_list, name=name, kind=kind, as_video=as_video)
                found.append(refused(f"list {name} to {kind} as {'mp4' if as_video else suffix}", make, "not_media"))
    for kind in TARGETS:
        for where in ("dref url", "dref alias", "rmra"):
            make = partial(_reference, kind=kind, where=where)
            codes = ("broken", "incomplete", "not_media", "too_short", "unknown_codec")
            found.append(refused(f"reference {where} to {kind}", make, *codes))
    for name in ("hls", "concat"):
        found.append(Case(f"list {name} before a clip", partial(_hidden_in_video, name=name, before=True)))
        found.append(Case(f"list {name} after a clip", partial(_hidden_in_video, name=name, before=False)))
    return found
