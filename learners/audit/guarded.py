"""An auditor's marks stay as they were made, also for who has the database password."""

from learners.assistance.guards import guard
from learners.audit.models import AuditMark

guard(AuditMark)
