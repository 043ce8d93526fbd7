"""What signed-in villagers searched for, so that they are offered it: the trade alone, for some weeks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.people.models import Person


class Search(models.Model):
    """A trade that somebody looked for, by its usual name, and the last day. Never the sentence that was typed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="searches")
    words = models.CharField(_("searched for"), max_length=40)
    day = models.DateField(_("last on"), db_index=True)

    class Meta:
        verbose_name = _("search of a villager")
        verbose_name_plural = _("searches of villagers")
        constraints = [models.UniqueConstraint(fields=["person", "words"], name="one_search_per_person_and_words")]

    def __str__(self) -> str:
        return f"{self.person_id}"
