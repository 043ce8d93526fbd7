from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learners", "0030_counters_in_one_row")]

    operations = [
        migrations.AddField(
            model_name="sheetphoto",
            name="kept_sha256",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
    ]
