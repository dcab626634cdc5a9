"""Letter numbers held unique by bureau; outcomes of follow-ups held to their kind."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bureaus", "0002_told_constraints"),
        ("proposals", "0007_handling"),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="bureau",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bureaus.bureau",
            ),
        ),
        # Of two letters of one number only the first is held to it: what was sent cannot be renumbered.
        migrations.RunSQL(
            """
            UPDATE proposals_reply SET bureau_id = numbered.bureau_id FROM (
                SELECT reply.id, charge.bureau_id, row_number() OVER (
                    PARTITION BY charge.bureau_id, reply.letter_number, reply.superseded_at IS NULL ORDER BY reply.id
                ) AS nth
                FROM proposals_reply reply JOIN proposals_assignment charge ON charge.id = reply.assignment_id
            ) numbered
            WHERE numbered.id = proposals_reply.id AND (numbered.nth = 1 OR superseded_at IS NOT NULL)
            """,
            migrations.RunSQL.noop,
        ),
        # The checks of the rows just written have to be done before the table is changed again.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("bureau", "letter_number"),
                name="proposals_letter_number",
                violation_error_message="本单位已有答复用了这个文号，请换一个。",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", ""),
                    models.Q(("kind", "promise"), ("outcome__in", ["done", "under_way", "explained"])),
                    models.Q(
                        models.Q(("kind", "promise"), _negated=True),
                        ("outcome__in", ["better", "same"]),
                    ),
                    _connector="OR",
                ),
                name="proposals_follow_up_fits",
            ),
        ),
    ]
