"""What auditors noted about findings and sampled entries."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditMark(models.Model):
    """An auditor's word on a finding or an entry. The latest one counts, all are kept."""

    class State(models.TextChoices):
        SEEN = "seen", _("Looked at")
        EXPLAINED = "explained", _("Explained")
        FOLLOW_UP = "follow_up", _("To be followed up")

    # `finding:<kind>:<key>` or `entry:<person>:<seq>`
    about = models.CharField(max_length=160, db_index=True)
    state = models.CharField(_("mark"), max_length=10, choices=State.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audit_marks")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("mark of an audit")
        verbose_name_plural = _("marks of audits")

    def __str__(self) -> str:
        return f"{self.about} {self.state}"
