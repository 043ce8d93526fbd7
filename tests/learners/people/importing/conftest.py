import pytest

from learners.people.importing import ImportPlan, apply_import, plan_import
from learners.regions.models import Region
from tests.learners.people.sheets import write_register


@pytest.fixture
def dousha(cast) -> Region:
    """豆沙镇, an area with two villages; the cast lives in it and beside it."""
    return Region.objects.get(short_name="豆沙镇")


@pytest.fixture
def plan(dousha, tmp_path):
    """Plans an import of rows into 豆沙镇."""

    def plan_rows(*rows: dict[str, object], area: Region = dousha, **how: object) -> ImportPlan:
        return plan_import(write_register(tmp_path / "register.xlsx", rows, **how), area=area)

    return plan_rows


@pytest.fixture
def imported(plan):
    """Plans and applies an import."""

    def import_rows(*rows: dict[str, object], **how: object) -> ImportPlan:
        made = plan(*rows, **how)
        apply_import(made, by=None)
        return made

    return import_rows
