"""No function over 60 lines, no file over 500: what outgrows its room gets a room of its own."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.places import PRODUCT, ROOT
from tools.say import complain, say

MOST_FUNCTION_LINES = 60
MOST_FILE_LINES = 500
MEASURED = (*PRODUCT, "tools", "bench")


def long_parts(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > MOST_FILE_LINES:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > MOST_FUNCTION_LINES:
                yield f"{path}:{node.lineno} {node.name}: {size} lines"


def sources(root: Path) -> Iterator[Path]:
    for name in MEASURED:
        yield from (path for path in sorted((root / name).rglob("*.py")) if "migrations" not in path.parts)


def main() -> int:
    found = [line for path in sources(ROOT) for line in long_parts(path)]
    for line in found:
        complain(line)
    say(f"{len(found)} functions or files are too long")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
