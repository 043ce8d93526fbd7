"""What no tracked file may hold: an address of a package index, a path of somebody's machine, a private key.

Packages come from wherever the machine's own pip is set up to find them.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.places import ROOT
from tools.say import complain, say

# Written so that this file does not hold what it looks for.
UNWANTED = {
    "an address of a package index": re.compile(
        r"py[p]i\.org|pythonhosted\.or[g]|npmj[s]\.(?:org|com)|deb\.debia[n]\.org"
        r"|index-ur[l][ =]+\S*//|//[^\s\"']*/simpl[e]/"
    ),
    "a path of somebody's machine": re.compile(r"(?<![\w.}])/(?:hom[e]/\w+|Use[r]s/\w+|roo[t]|wor[k])/"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KE[Y]-----"),
    "a mark of an unfinished merge": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}


def tracked_files(root: Path) -> list[Path]:
    """As git knows them; new files that are not ignored count too."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    return [root / name for name in listing.stdout.decode().split("\0") if name]


def unwanted_in(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for what, pattern in UNWANTED.items():
        for found in pattern.finditer(text):
            yield f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {what}: {found.group(0)!r}"


def main() -> int:
    if not (ROOT / ".git").exists():
        say("No git checkout, so there is no list of tracked files to look through")
        return 0
    found = [line for path in tracked_files(ROOT) for line in unwanted_in(path)]
    for line in found:
        complain(line)
    say(f"{len(found)} places hold what no tracked file may hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
