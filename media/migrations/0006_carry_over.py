"""What was encoded before there were tasks goes on playing, and what was open is begun again."""

from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    """Packages had fixed names; a job that is open and has no task gets one from the sweep."""
    packages = apps.get_model("media", "Package").objects
    packages.filter(master="").exclude(state="building").update(
        master="master.m3u8", poster_webp="poster.webp", poster_jpeg="poster.jpg"
    )
    jobs = apps.get_model("media", "EncodeJob").objects
    jobs.filter(state="running").update(state="waiting", package=None)
    jobs.filter(finished_at__isnull=False).update(tidied_at=F("finished_at"))


class Migration(migrations.Migration):
    dependencies = [("media", "0005_leases_of_tasks")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
