"""Photos of visits and scanned papers that entries of a file name by their hash."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.people.models import Person


class Attachment(models.Model):
    """A picture or PDF in the private store. Entries name it by `sha256`; a row is never deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attachments")
    sha256 = models.CharField(max_length=64, editable=False)  # of the bytes that are shown, not of those stored
    content_type = models.CharField(max_length=20, editable=False)
    size = models.PositiveIntegerField(_("bytes"), editable=False)
    stored_as = models.CharField(max_length=60, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attachments_added")
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [models.UniqueConstraint(fields=["person", "sha256"], name="one_attachment_per_content")]

    def __str__(self) -> str:
        return self.sha256[:12]
