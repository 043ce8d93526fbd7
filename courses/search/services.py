"""Keeps what searches depend on: the list of words, and the trace of changes."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from courses.reference import BATCH, Loaded, read_csv
from courses.search.lexicon import DATA
from courses.search.models import SearchChange, SearchWord

WORDS = DATA / "words.csv"
CHANGES_KEPT = 100
TIDIED_EVERY = 200


def note_change() -> None:
    """Every process reads the courses anew before its next search."""
    change = SearchChange.objects.create()
    if change.pk % TIDIED_EVERY == 0:
        SearchChange.objects.filter(pk__lt=change.pk - CHANGES_KEPT).delete()


@transaction.atomic
def load_search_words(*, path: Path = WORDS) -> Loaded:
    """Load the words that come with the platform; what staff changed stays as they left it."""
    stored = {word.name: word for word in SearchWord.objects.all()}
    added, changed, same = [], [], 0
    for delivered in delivered_words(path):
        known = stored.get(delivered.name)
        if known is None:
            added.append(delivered)
        elif known.content != known.delivered or known.content == delivered.content:
            same += 1
        else:
            delivered.pk, delivered.in_use = known.pk, known.in_use
            changed.append(delivered)
    SearchWord.objects.bulk_create(added, batch_size=BATCH)
    SearchWord.objects.bulk_update(changed, ["sort", "wider", "words", "delivered"], batch_size=BATCH)
    note_change()  # industries are loaded beside it, many rows at once
    return Loaded(len(added), len(changed), same)


def delivered_words(path: Path) -> Iterable[SearchWord]:
    for row in read_csv(path):
        word = SearchWord(name=row["name"], sort=row["kind"], wider=row["wider"], words=row["words"])
        word.delivered = word.content
        yield word
