"""All persons of the prefecture as a file, by a process of its own, so that its peak of memory is its own."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.test import Client  # noqa: E402  what follows needs the settings
from django.urls import reverse  # noqa: E402

from bench.prefecture import CITY  # noqa: E402
from learners.regions.models import Officer  # noqa: E402

MB = 1024


def memory_mb(name: str) -> float:
    """Of this process alone, which `getrusage` does not tell: that remembers who started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / MB


def main() -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(Officer.objects.get(region=CITY).user)
    before = memory_mb("VmHWM")
    began = time.perf_counter()
    lines = 0
    for piece in client.get(reverse("coverage_persons", args=[CITY])).streaming_content:
        lines += piece.count(b"\n")
        print(f"\r{lines} lines", end="", file=sys.stderr)
    took = time.perf_counter() - began
    print(file=sys.stderr)
    figures = {"export_persons_s": round(took, 1), "export_peak_mb": round(memory_mb("VmHWM")), "export_lines": lines}
    print(json.dumps(figures | {"export_before_mb": round(before)}))


if __name__ == "__main__":
    main()
