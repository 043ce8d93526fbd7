"""Lessons that are published already wish for their end cards too."""

from django.conf import settings
from django.db import migrations


def wish_cards(apps, schema_editor):
    lessons = apps.get_model("courses", "LessonPage").objects.filter(live=True).exclude(video=None)
    cards = apps.get_model("media", "EndCard").objects
    for pk, title, video in lessons.values_list("pk", "title", "video"):
        said = {"video_id": video, "title": title, "source": settings.WAGTAIL_SITE_NAME}
        cards.get_or_create(path=f"/l/{pk}/", defaults=said)


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_catalogue_changes"), ("media", "0010_end_cards")]

    operations = [migrations.RunPython(wish_cards, migrations.RunPython.noop)]
