"""Files that were issued: enough to prove later that a paper is unchanged, and nothing of what it says."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.people.models import Person


class IssuedFile(models.Model):
    """An issued file, found by the digest that is printed on it. Rows are never changed or deleted."""

    class Form(models.TextChoices):
        PDF = "pdf", _("PDF")
        JSON = "json", _("JSON")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="issued_files")
    form = models.CharField(_("form"), max_length=4, choices=Form.choices)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="files_issued")
    entries = models.PositiveIntegerField(_("entries"))
    head = models.CharField(max_length=64, blank=True, editable=False)  # hash of the last entry that it holds

    class Meta:
        verbose_name = _("issued file")
        verbose_name_plural = _("issued files")

    def __str__(self) -> str:
        return self.digest[:12]
