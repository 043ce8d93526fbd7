"""Import of a register: plan it (a dry run), look at the plan, apply it."""

from learners.people.importing.apply import RegisterHasChanged, apply_import
from learners.people.importing.plan import ImportPlan
from learners.people.importing.planning import plan_import

__all__ = ["ImportPlan", "RegisterHasChanged", "apply_import", "plan_import"]
