"""The documents say what is there."""

import re

import pytest

from tools.environment import names_read
from tools.places import ROOT

DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#]+?)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:eduplatform|courses|media|learners|tests|tools|deploy|docs|templates|locale)/[\w./-]*)`")


def test_every_variable_that_is_read_is_explained_and_no_other():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.partition("## Environment")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == names_read()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert target.startswith("http") or (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_paths_that_are_named_exist(document):
    for path in PATH.findall(document.read_text(encoding="utf-8")):
        assert (ROOT / path).exists() or (ROOT / f"{path}.py").exists(), path


def test_each_decision_is_listed_and_has_its_parts():
    listing = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for record in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        text = record.read_text(encoding="utf-8")
        assert record.name in listing
        assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
