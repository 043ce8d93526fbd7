"""Payload and evidence are kept as they stand in the record that is hashed; SQLite keeps JSON as text."""

import json

from django.db import migrations, models

import learners.assistance.ledger

SELECT = "SELECT id, payload, evidence FROM learners_entry WHERE id > %s ORDER BY id LIMIT 2000"
UPDATE = "UPDATE learners_entry SET payload = %s, evidence = %s WHERE id = %s"


def spell_canonically(apps, schema_editor):
    _spell(schema_editor, cls=learners.assistance.ledger.CanonicalEncoder)


def spell_as_before(apps, schema_editor):
    _spell(schema_editor)


def _spell(schema_editor, **options):
    """The values, and so the hashes, stay. The triggers are gone while a table is altered, and come back after it."""
    if schema_editor.connection.vendor != "sqlite":
        return
    last = 0
    with schema_editor.connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS learners_entry_no_{verb}")
        while rows := cursor.execute(SELECT, [last]).fetchall():
            spelled = [(*(json.dumps(json.loads(text), **options) for text in row[1:]), row[0]) for row in rows]
            cursor.executemany(UPDATE, spelled)
            last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0005_classes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="evidence",
            field=models.JSONField(default=dict, encoder=learners.assistance.ledger.CanonicalEncoder),
        ),
        migrations.AlterField(
            model_name="entry",
            name="payload",
            field=models.JSONField(default=dict, encoder=learners.assistance.ledger.CanonicalEncoder),
        ),
        migrations.RunPython(spell_canonically, spell_as_before),
    ]
