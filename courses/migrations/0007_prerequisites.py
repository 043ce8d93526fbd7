"""Courses name those that are to be learned before them."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

COURSE = "courses.coursepage"


class Migration(migrations.Migration):
    dependencies = [("courses", "0006_end_cards")]

    operations = [
        migrations.CreateModel(
            name="Prerequisite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prerequisite_of",
                        to=COURSE,
                        verbose_name="course",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prerequisites", to=COURSE
                    ),
                ),
            ],
            options={
                "verbose_name": "course to learn before",
                "verbose_name_plural": "courses to learn before",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
    ]
