import django.db.models.deletion
from django.db import migrations, models


def counter(name: str, words: tuple[str, str], index: models.Index) -> migrations.CreateModel:
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("grain", models.CharField(max_length=7)),
            ("period", models.PositiveSmallIntegerField()),
            ("sums", models.JSONField(default=dict)),
            (
                "village",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learners.region"),
            ),
        ],
        options={"verbose_name": words[0], "verbose_name_plural": words[1], "indexes": [index]},
    )


class Migration(migrations.Migration):
    """Counters begin empty: `manage.py rebuild_projections` fills them from the ledger."""

    dependencies = [
        ("learners", "0029_ordered_lists"),
    ]

    operations = [
        migrations.DeleteModel(name="ProfileCount"),
        migrations.DeleteModel(name="TrainingCount"),
        counter(
            "ProfileCount",
            ("count of a village by trait", "counts of villages by trait"),
            models.Index(fields=["grain", "village", "period"], name="profile_grain_village_period"),
        ),
        counter(
            "TrainingCount",
            ("training count of a village", "training counts of villages"),
            models.Index(fields=["grain", "period", "village"], name="training_grain_period"),
        ),
    ]
