from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0032_counters_of_areas"),
    ]

    operations = [
        migrations.AddField(
            model_name="jobsbehind",
            name="until",
            field=models.DateField(blank=True, null=True, verbose_name="last day on which it takes people"),
        ),
        migrations.AddField(
            model_name="wish",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="trainingorder",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("taken", "A trainer is on it"),
                    ("answered", "Answered"),
                    ("closed", "Closed"),
                    ("lapsed", "Wished for by nobody any more"),
                ],
                default="open",
                max_length=8,
                verbose_name="state",
            ),
        ),
    ]
