"""What officers look at."""

from tests.browser.people import Visitor

SHIGANG = "530623103202"
FIGURES = ("households", "skill_lacking", "not_applicable", "covered", "in_progress", "not_reached")


def figures(officer: Visitor, region: str = SHIGANG) -> dict[str, int]:
    """The tiles of a place's page: name to number."""
    officer.goto(f"/office/coverage/{region}/")
    return {name: int(officer.at(f".counts > .{name} dd").inner_text()) for name in FIGURES}
