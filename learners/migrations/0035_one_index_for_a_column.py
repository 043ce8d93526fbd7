import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0034_heard_results"),
    ]

    operations = [
        migrations.AlterField(
            model_name="classrecord",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="class_records",
                to="learners.person",
            ),
        ),
        migrations.AlterField(
            model_name="courserecord",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="course_records",
                to="learners.person",
            ),
        ),
        migrations.AlterField(
            model_name="persontraining",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="trainings",
                to="learners.person",
            ),
        ),
        migrations.AlterField(
            model_name="persontraining",
            name="village",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learners.region"
            ),
        ),
        migrations.AlterField(
            model_name="standing",
            name="household",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standings",
                to="learners.household",
            ),
        ),
        migrations.AlterField(
            model_name="standing",
            name="village",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learners.region"
            ),
        ),
    ]
