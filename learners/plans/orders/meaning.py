"""What a wish means: one wish in other words is the same wish (as searches understand words)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from courses.models import Industry
from courses.search.facts import Reading, Term
from courses.search.index import Index
from courses.search.normalise import fold_query
from courses.search.queries import SHELF
from learners.plans.lexicon import lexicon

MOST = 3
# Of a person's name, a thing is at most so many characters; what begins with what is done to it is no name.
NAME_PART = 2
CRAFTS = tuple("养种修做开喂采收剪学")
# A wish of more characters is a story, and called by what it is about.
SHORT_NAME = 10
FRAME = re.compile(
    r"^(?:我|们|家|想|要|学习|学|希望|能|会|怎么|怎样|如何|请问|一下|点)+|(?:的?技术|的?方法|培训|课程|吗|呢|[。！？!?，,.])+$"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """key: the same for all words that mean it. name: how it is called. industry: its code here, empty if unknown."""

    key: str
    name: str
    industry: str = ""


def meanings_of(words: str) -> list[Meaning]:
    """Each thing that is wished for in a sentence, at most three; where none is known, the words themselves."""
    index = SHELF.index()
    reading = index.reader.read(fold_query(words), this_month=timezone.localdate().month)
    terms = [term for term in reading.terms if not term.plain]
    subjects = [term for term in terms if _is_subject(index, term)]
    found = [_meaning(index, term) for term in subjects if not _may_be_of_a_name(term, reading.terms)]
    # Work and troubles name a wish only where nothing is said of what they are done to.
    found = found or [_meaning(index, term) for term in terms if term.concepts and term not in subjects][:1]
    found = found or [_meaning(index, term) for term in subjects]
    found = found or [_by_product(words)]
    meanings = list({meaning.key: meaning for meaning in found}.values())[:MOST]
    said = FRAME.sub("", "".join(words.split()))
    if len(meanings) == 1 and 1 < len(said) <= SHORT_NAME and _may_name(reading, meanings[0], words):
        return [replace(meanings[0], name=said)]
    return meanings


def is_plain(words: str) -> bool:
    """Whether all of it is words that searches know: nobody's name, and nothing of a family's life."""
    reading = SHELF.index().reader.read(fold_query(words), this_month=timezone.localdate().month)
    return not any(term.unknown for term in reading.terms)


def _may_name(reading: Reading, meaning: Meaning, words: str) -> bool:
    """All who ask for the same read the name: a word that nobody knows, such as somebody's name, is not for them."""
    return meaning.key == "".join(words.split())[:120] or not any(term.unknown for term in reading.terms)


def _may_be_of_a_name(term: Term, terms: Sequence[Term]) -> bool:
    """A plum is a surname too (李强), a flower a given name (王桂花): beside it stands what is no word of any trade."""
    at = terms.index(term)
    beside = (*terms[max(0, at - 1) : at], *terms[at + 1 : at + 2])
    is_bare = len(term.typed) <= NAME_PART and not term.typed.startswith(CRAFTS)
    return is_bare and any(one.unknown and len(one.typed) == 1 for one in beside)


def _is_subject(index: Index, term: Term) -> bool:
    return any(index.lexicon.is_subject(name) for name in term.concepts)


def _meaning(index: Index, term: Term) -> Meaning:
    subjects = sorted(name for name in term.concepts if index.lexicon.is_subject(name)) or sorted(term.concepts)
    return Meaning("+".join(subjects)[:120], subjects[0][:80], _industry_of(subjects[0]))


def _by_product(words: str) -> Meaning:
    """By the products that matching knows, or else by what was typed."""
    nodes = lexicon().mentions(words)
    name = nodes[0].name if nodes else "".join(words.split())
    return Meaning(name[:120], name[:80], _industry_of(name))


def _industry_of(name: str) -> str:
    node = lexicon().node_of(name)
    product = Industry.objects.filter(is_product=True, name=node.name).values_list("pk", flat=True).first()
    known = product or Industry.objects.filter(pk=node.code).values_list("pk", flat=True).first()
    return known or ""
