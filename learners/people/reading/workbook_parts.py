"""Looks into the parts of an xlsx for what the reader of its values does not tell: formulas without a result."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

from learners.people.reading.formulas import Place
from learners.people.reading.limits import column_number

_CELL = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f\b([^>]*?)(?:/>|>([^<]*)</f>)\s*'
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_SHARED = re.compile(rb'\bsi="([0-9]+)"')
_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}
_CHUNK = 1024 * 1024
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def formulas_without_result(path: Path) -> dict[str, dict[Place, str]]:
    """By sheet name; the formulas stand without their `=`. Empty for an old xls, which always holds results."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        found = {}
        for name, part in _sheet_parts(archive).items():
            if formulas := dict(_formulas(archive, part)):
                found[name] = formulas
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive holds which sheet."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  size was checked
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    parts = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_ID), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            parts[sheet.get("name", "")] = part
    return parts


def _formulas(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[Place, str]]:
    shared: dict[bytes, tuple[Place, str]] = {}
    for piece in _pieces(archive, part):
        if b"<f" not in piece:
            continue
        for match in _CELL.finditer(piece):
            place = (int(match[2]), column_number(match[1].decode()) - 1)
            formula = unescape((match[4] or b"").decode("utf-8", "replace"), _ENTITIES)
            group = _SHARED.search(match[3])
            if group and formula:
                shared[group[1]] = (place, formula)
            elif group and group[1] in shared:
                formula = _moved(shared[group[1]], place)
            yield place, formula or "?"


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end where a row ends."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            whole, end, rest = (rest + chunk).rpartition(b"</row>")
            yield whole + end
    yield rest


def _moved(first: tuple[Place, str], place: Place) -> str:
    """A formula that several cells share is written once, and speaks of other cells in each of them."""
    (row, column), formula = first

    def move(match: re.Match[str]) -> str:
        letters = match[2] if match[1] else _letters(column_number(match[2]) + place[1] - column)
        number = int(match[4]) if match[3] else int(match[4]) + place[0] - row
        return f"{match[1]}{letters}{match[3]}{number}"

    return _REFERENCE.sub(move, formula) if '"' not in formula else "?"


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters or "A"
