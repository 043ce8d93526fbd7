"""What `make test` runs besides pytest: each check is one command."""

import sys
from dataclasses import dataclass, field

from tools.places import PRODUCT

PYTHON = sys.executable
TYPED = (*PRODUCT, "tools", "manage.py")
# As a server would be set up, so that Django judges the settings that count.
PRODUCTION = {
    "HTTPS": "1",
    "BEHIND_PROXY": "1",
    "ALLOWED_HOSTS": "skills.example",
    "PUBLIC_URL": "https://skills.example",
    "SECRET_KEY": "a-0123456789-production-like-secret-of-many-different-characters-ABCDEF",
    "FIELD_KEYS": "b-0123456789-another-secret",
    "LOOKUP_KEY": "c-0123456789-a-third-secret",
}


@dataclass(frozen=True)
class Check:
    """`part` names what the check belongs to, for leaving it out where something is missing."""

    name: str
    command: tuple[str, ...]
    part: str = ""
    env: dict[str, str] = field(default_factory=dict)


def python(*words: str) -> tuple[str, ...]:
    return (PYTHON, "-u", *words)


LINT = (
    Check("ruff check", python("-m", "ruff", "check", "--output-format=concise", ".")),
    Check("ruff format", python("-m", "ruff", "format", "--check", "--output-format=concise", ".")),
    Check(
        "import contracts", python("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    ),
    Check("sizes", python("-m", "tools.sizes")),
    Check("tracked files", python("-m", "tools.tracked")),
)
TYPES = (Check("mypy --strict", python("-m", "mypy", *TYPED)),)
DJANGO = (
    Check("migrations complete", python("manage.py", "makemigrations", "--check", "--dry-run")),
    Check("check --deploy", python("manage.py", "check", "--deploy", "--fail-level", "WARNING"), env=PRODUCTION),
    Check("translations complete", python("-m", "tools.messages", "--check"), part="translations"),
)
