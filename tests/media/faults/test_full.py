"""Full disks: where a worker works, and where files are stored."""

import os
import subprocess
import time

import pytest
from django.conf import settings

from tests.media.faults.site import assert_sound, files_below

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(os.geteuid() != 0, reason="a small disk of its own needs root: mount in a namespace"),
]


def on_small_disk(folder, kilobytes):
    """Words in front of a command that sees `folder` on a disk of so little room."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = f'mount -t tmpfs -o size={kilobytes}k none "{folder}" && exec "$@"'
    return ("unshare", "--mount", "--", "sh", "-c", mount, "sh")


@pytest.fixture(autouse=True)
def namespaces():
    allowed = subprocess.run(["unshare", "--mount", "--", "true"], capture_output=True, check=False)
    if allowed.returncode:
        pytest.skip(f"no mount namespaces here: {allowed.stderr.decode().strip()}")


@pytest.mark.parametrize(("place", "kilobytes"), [("work", 40), ("store", 40)])
def test_a_full_disk_costs_tries_and_nothing_else(site, place, kilobytes):
    folder = settings.WORK_DIR if place == "work" else settings.MEDIA_ROOT / "packages"
    cramped = site.worker(*on_small_disk(folder, kilobytes))
    site.until("EncodeTask.objects.filter(error_code='no_space').exists()")
    time.sleep(0.5)
    cramped.kill()
    cramped.wait()
    site.worker()
    site.until_closed()
    assert_sound(site.state())
    assert files_below(settings.WORK_DIR) == []
