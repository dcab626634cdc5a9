"""Constraints on a single column that hold under a condition, back again.

Django took them for the indexes of the foreign keys when it dropped those (`no_index_twice`).
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_no_index_twice")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX IF NOT EXISTS meetings_item_on ON meetings_item (meeting_id) WHERE state = 'on'",
            migrations.RunSQL.noop,
        ),
    ]
