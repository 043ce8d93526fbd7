"""What people are told, and whether they have read it."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learners.people.models import Person


class Notice(models.Model):
    """One thing told to one person. text: a msgid with named places, so that it shows in the reader's language."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    # What makes it the only one of its kind for the person (`order:12:answered`).
    subject = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField()  # neither shown nor sent before
    sent_at = models.DateTimeField(null=True)  # by SMS or the like; in-app notices have no need of it
    read_at = models.DateTimeField(null=True)
    # Set by what reads notices: the page that it leads to is no longer published.
    is_gone = False

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["person", "subject"], name="one_notice_per_subject")]
        indexes = [models.Index(fields=["sent_at", "due_at"], name="notice_sent_due")]

    def __str__(self) -> str:
        return self.subject

    @property
    def words(self) -> str:
        """As a sentence in the language of the page."""
        return str(gettext(self.text) % self.values)
