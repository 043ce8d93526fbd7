"""The header of the office pages, and how rates are written."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.regions.access import AREA_ROLES, officer_of
from learners.regions.models import Officer
from learners.regions.services import GROUPS_OF_ROLE

register = template.Library()

ORDERS_SEEN_BY = (*AREA_ROLES, Officer.Role.TRAINER, Officer.Role.EDITOR)
IMPORTERS = (Officer.Role.COUNTY, Officer.Role.TOWNSHIP)


@dataclass(frozen=True)
class Door:
    """One entry of the navigation."""

    label: str | Promise
    url: str
    current: bool


# Label, name of the address, and the roles that may go there.
DOORS = (
    (_("Coverage"), "coverage_home", AREA_ROLES),
    (_("My households"), "own_households", (Officer.Role.HELPER,)),
    (_("My to-dos"), "todo_list", (Officer.Role.HELPER,)),
    (_("To-dos"), "todo_list", AREA_ROLES),
    (_("Problems"), "problem_list", (*AREA_ROLES, Officer.Role.HELPER)),
    (_("Learning plans"), "plan_slips", (*AREA_ROLES, Officer.Role.HELPER)),
    (_("Audit"), "audit_home", (Officer.Role.AUDITOR,)),
    (_("Offers"), "matching_desk", AREA_ROLES),
    (_("Training orders"), "training_orders", ORDERS_SEEN_BY),
    (_("Register import"), "register_import", IMPORTERS),
    (_("Classes"), "class_list", (*AREA_ROLES, Officer.Role.TRAINER)),
    (_("Courses and lessons"), "wagtailadmin_home", tuple(GROUPS_OF_ROLE)),
    (_("Rejected records"), "rejected_records", AREA_ROLES),
)


def doors_of(officer: Officer, path: str) -> list[Door]:
    """What the officer may open; `path` is where they are."""
    open_to = [(label, reverse(name)) for label, name, roles in DOORS if officer.role in roles]
    return [Door(label=label, url=url, current=path.startswith(url)) for label, url in open_to]


@register.inclusion_tag("office/header.html", takes_context=True)
def office_header(context: Context) -> dict[str, Any]:
    """Who is signed in, for which area, and where they can go."""
    request = context["request"]
    officer = officer_of(request.user)
    doors = doors_of(officer, request.path) if officer else []
    return {"request": request, "officer": officer, "doors": doors}


@register.filter
def percent(rate: float | None) -> str:
    """`0.4321` as `43.2%`; a dash where there is nothing to take a share of."""
    return "—" if rate is None else f"{rate:.1%}"


@register.filter
def cell(shown: Any) -> str:
    """A number of a form as it is written: whole, with two decimals of a yuan, or a share; a dash for nothing."""
    if shown.number is None:
        return "—"
    return {"share": f"{shown.number:.1%}", "yuan": f"{shown.number:,.2f}"}.get(shown.style, str(shown.number))
