"""What is being followed up, on pages of rooms below."""

from typing import Any

from django import template
from django.template.context import Context

from learners.followup.problems.access import problems_for
from learners.followup.problems.queries import of_state as with_state
from learners.followup.todos.access import todos_for
from learners.followup.todos.queries import of_state
from learners.people.access import serves
from learners.people.models import Household

register = template.Library()
SHOWN = 5


@register.inclusion_tag("learners/followup/household.html", takes_context=True)
def followup_of(context: Context, household: Household) -> dict[str, Any]:
    """What is open for a household that the user may see, and the ways to more."""
    user = context["request"].user
    todos = of_state(todos_for(user).filter(household=household), "open")
    problems = with_state(problems_for(user).filter(household=household), "open")
    return {"household": household, "todos": todos[:SHOWN], "problems": problems[:SHOWN], "serves": serves(user)}
