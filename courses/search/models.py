"""Words that staff can change, and a trace of every change that matters to searching."""

import random

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.search.facts import Concept, Kind
from courses.search.normalise import fold

NUMBER_BITS = 40


def random_number() -> int:
    return random.getrandbits(NUMBER_BITS)


class SearchWord(models.Model):
    """A meaning with all words that villagers have for it."""

    class Sort(models.TextChoices):
        SUBJECT = Kind.SUBJECT.value, _("Animal, crop or trade")
        FAMILY = Kind.FAMILY.value, _("Group of animals, crops or trades")
        WORK = Kind.WORK.value, _("Work")
        TROUBLE = Kind.TROUBLE.value, _("Trouble or illness")
        THING = Kind.THING.value, _("Tool, place or material")
        PLAIN = Kind.PLAIN.value, _("Word that says little")

    name = models.CharField(_("word"), max_length=40, unique=True)
    sort = models.CharField(_("sort"), max_length=10, choices=Sort.choices, default=Sort.SUBJECT)
    wider = models.CharField(
        _("is a kind of"), max_length=200, blank=True, help_text=_("Other words of this list, separated by semicolons.")
    )
    words = models.TextField(
        _("other words for it"),
        blank=True,
        help_text=_("Local, old and common words, separated by semicolons. Slips and pinyin are understood anyway."),
    )
    in_use = models.BooleanField(_("in use"), default=True)
    # As it came with the platform: a row that still says this is brought up to date, one that staff changed is left.
    delivered = models.TextField(editable=False, blank=True, default="")

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name, self.wider, self.words = self.name.strip(), tidy(self.wider), tidy(self.words)
        if not fold(self.name):
            raise ValidationError({"name": _("Write a word.")})
        unknown = sorted(set(listed(self.wider)) - set(SearchWord.objects.values_list("name", flat=True)))
        if unknown:
            raise ValidationError(
                {"wider": _("These words are not in the list: %(words)s") % {"words": "、".join(unknown)}}
            )

    @property
    def content(self) -> str:
        """All that the platform delivers of a word, in one line."""
        return "|".join((self.sort, self.wider, self.words))

    def concept(self) -> Concept:
        return Concept(self.name, Kind(self.sort), listed(self.wider), listed(self.words))


def listed(text: str) -> tuple[str, ...]:
    """The parts of a text between semicolons, commas or line ends, Chinese or not."""
    for separator in "；，、,\n":
        text = text.replace(separator, ";")
    return tuple(filter(None, (part.strip() for part in text.split(";"))))


def tidy(text: str) -> str:
    return ";".join(listed(text))


class SearchChange(models.Model):
    """That something changed which searches depend on.

    Count and sum of the numbers are the state of the catalogue: they become visible together with the change, whatever
    the order in which transactions end, and nobody waits for anybody.
    """

    number = models.BigIntegerField(default=random_number)

    def __str__(self) -> str:
        return str(self.number)
