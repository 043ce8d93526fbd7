"""Leases, attempts and progress move from jobs to their tasks; files that nobody needs get a table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0004_uploads_remember"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leftover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="encodejob",
            name="media_running_job_has_lease",
        ),
        migrations.RemoveIndex(
            model_name="encodejob",
            name="media_job_due",
        ),
        migrations.RemoveField(
            model_name="encodejob",
            name="attempts",
        ),
        migrations.RemoveField(
            model_name="encodejob",
            name="eta_s",
        ),
        migrations.RemoveField(
            model_name="encodejob",
            name="lease_expires_at",
        ),
        migrations.RemoveField(
            model_name="encodejob",
            name="lease_token",
        ),
        migrations.RemoveField(
            model_name="encodejob",
            name="next_attempt_at",
        ),
        migrations.RemoveField(
            model_name="encodejob",
            name="percent",
        ),
        migrations.RemoveField(
            model_name="encodejob",
            name="speed",
        ),
        migrations.RemoveField(
            model_name="encodejob",
            name="worker",
        ),
        migrations.AddField(
            model_name="encodejob",
            name="remarks",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="encodejob",
            name="tidied_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="encodetask",
            name="doubted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="encodetask",
            name="lease_s",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="video",
            name="dropped_file",
            field=models.CharField(blank=True, editable=False, max_length=255),
        ),
        migrations.AlterField(
            model_name="package",
            name="master",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="package",
            name="poster_jpeg",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="package",
            name="poster_webp",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="package",
            name="state",
            field=models.CharField(
                choices=[
                    ("building", "being made"),
                    ("live", "live"),
                    ("retired", "replaced"),
                    ("removed", "being removed"),
                ],
                default="building",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="rendition",
            name="kept",
            field=models.CharField(max_length=100),
        ),
        migrations.AlterField(
            model_name="rendition",
            name="playlist",
            field=models.CharField(max_length=100),
        ),
        migrations.AlterField(
            model_name="rendition",
            name="streamed",
            field=models.CharField(max_length=100),
        ),
        migrations.AddIndex(
            model_name="encodejob",
            index=models.Index(fields=["state", "tidied_at"], name="media_job_untidied"),
        ),
    ]
