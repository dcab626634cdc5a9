"""Constraints on a single column that hold under a condition, back again.

Django took them for the indexes of the foreign keys when it dropped those (`no_index_twice`).
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("proposals", "0008_reply_draft")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX IF NOT EXISTS proposals_one_lead ON proposals_assignment (proposal_id) WHERE role = 'lead'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX IF NOT EXISTS proposals_proposed_one_lead ON proposals_proposedassignment (proposal_id) WHERE role = 'lead'",
            migrations.RunSQL.noop,
        ),
    ]
