from typing import Any

from django.db import migrations, models


def of_areas(
    model: str, words: tuple[str, str], old: str, index: models.Index
) -> list[migrations.operations.base.Operation]:
    """Rows of villages stay what they are: new ones, that the next merging carries into those of areas."""
    return [
        migrations.RemoveIndex(model, old),
        migrations.RenameField(model, "village", "area"),
        migrations.AlterField(model, "area", models.CharField(max_length=12)),
        migrations.AddField(model, "level", models.CharField(default="new", max_length=8)),
        migrations.AlterModelOptions(model, {"verbose_name": words[0], "verbose_name_plural": words[1]}),
        migrations.AddIndex(model, index),
    ]


def keep_villages_only(apps: Any, schema_editor: Any) -> None:
    """Rows of areas mean nothing to what was before."""
    for model in ("AreaCount", "ProfileCount", "TrainingCount"):
        apps.get_model("learners", model).objects.exclude(level__in=("new", "village")).delete()


class Migration(migrations.Migration):
    dependencies = [("learners", "0031_kept_sheet_photos")]

    operations = [
        migrations.RenameModel("VillageCount", "AreaCount"),
        *of_areas(
            "areacount",
            ("count of an area", "counts of areas"),
            "count_grain_village_period",
            models.Index(fields=["level", "grain", "area", "period"], name="count_level_grain_area_period"),
        ),
        *of_areas(
            "profilecount",
            ("count of an area by trait", "counts of areas by trait"),
            "profile_grain_village_period",
            models.Index(fields=["level", "grain", "area", "period"], name="profile_level_grain_area"),
        ),
        *of_areas(
            "trainingcount",
            ("training count of an area", "training counts of areas"),
            "training_grain_period",
            models.Index(fields=["level", "grain", "area", "period"], name="training_level_grain_area"),
        ),
        migrations.RunPython(migrations.RunPython.noop, keep_villages_only),
    ]
