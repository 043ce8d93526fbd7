"""The screen strings: gather them into `locale/`, or check that every one is translated.

English is the language of the source; `locale/zh_Hans` holds the other one. `python -m tools.messages` runs
Django's makemessages; with `--check` nothing is written and every gap is named.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from tools.places import PRODUCT, ROOT
from tools.say import Stop, complain, say

LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
NOT_GATHERED = ("var", "tests", "bench", "tools")
GATHERED = (*PRODUCT, "templates", "manage.py")
# %(name)s, %s, %d, and {name} as in str.format.
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|(?<!\{)\{\w*\}(?!\})")
CHINESE = re.compile(r"[\u3400-\u9fff]")
MARKED_CHINESE = 'lang="zh'
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)


def gather(root: Path) -> None:
    """Run makemessages in `root`; it keeps what is translated and marks what has changed."""
    (root / "locale").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as var:
        command = [sys.executable, "manage.py", "makemessages", "--locale", LANGUAGE, "--no-wrap", "--no-obsolete"]
        command += ["--add-location", "file"]
        for name in NOT_GATHERED:
            command += ["--ignore", name]
        run = subprocess.run(
            command, cwd=root, env={**os.environ, "VAR_DIR": var}, capture_output=True, text=True, check=False
        )
    if run.returncode != 0:
        raise Stop(f"{run.stdout}{run.stderr}\nThe screen strings could not be gathered.")


def extracted() -> polib.POFile:
    """The strings of the source as it is now, gathered in a copy."""
    with tempfile.TemporaryDirectory() as copy:
        for name in GATHERED:
            place = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            place(ROOT / name, Path(copy) / name)
        gather(Path(copy))
        return polib.pofile(str(Path(copy) / CATALOGUE))


def gaps(source: polib.POFile, catalogue: polib.POFile) -> Iterator[str]:
    """One line for each string that a reader of the other language would not be given, or be given wrongly."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for wanted in source:
        entry = known.get((wanted.msgctxt, wanted.msgid))
        where = ", ".join(name for name, _ in wanted.occurrences[:2])
        problem = "missing" if entry is None else problem_of(entry)
        if problem:
            yield f"{problem}: {wanted.msgid!r} ({where})"


def problem_of(entry: polib.POEntry) -> str:
    """What is wrong with a translation, or nothing."""
    if entry.fuzzy:
        return "fuzzy"
    if not entry.translated():
        return "not translated"
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    wanted = placeholders(entry.msgid_plural or entry.msgid)
    if any(placeholders(text) != wanted for text in texts):
        return "other placeholders"
    return ""


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def untranslatable(templates: Path) -> Iterator[str]:
    """Chinese written straight into a template stays Chinese for readers of English, unless it is marked as such."""
    for path in sorted(templates.rglob("*.html")):
        text = TEMPLATE_COMMENT.sub("", path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            if CHINESE.search(line) and MARKED_CHINESE not in line:
                yield f"Chinese outside a translation: {path.relative_to(templates.parent)}:{number}"


def check() -> list[str]:
    catalogue = polib.pofile(str(ROOT / CATALOGUE)) if (ROOT / CATALOGUE).exists() else polib.POFile()
    return [*gaps(extracted(), catalogue), *untranslatable(ROOT / "templates")]


def main(arguments: list[str]) -> int:
    try:
        if "--check" not in arguments:
            gather(ROOT)
            return 0
        found = check()
    except Stop as reason:
        complain(str(reason))
        return 1
    for line in found:
        complain(line)
    say(f"{len(found)} gaps in {CATALOGUE}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
