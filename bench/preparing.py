"""Makes the empty register that `bench.importing` imports into, and a large one to import.

In a process of its own, so that the peak is that of an import: what writes workbooks takes memory too.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  what follows needs the settings

from bench.importing import COUNTY  # noqa: E402
from bench.registers import write_large_register  # noqa: E402
from learners.regions.models import Region  # noqa: E402
from learners.regions.reference import load_regions  # noqa: E402


def main(arguments: list[str]) -> int:
    """`[PERSONS FILE]`"""
    call_command("migrate", verbosity=0)
    load_regions()
    if arguments:
        write_large_register(Path(arguments[1]), Region.objects.get(code=COUNTY), persons=int(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
