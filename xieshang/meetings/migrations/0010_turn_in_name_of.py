"""In whose name somebody has the floor; of turns that were taken so far, as their speeches were handed in."""

import django.db.models.deletion
from django.db import migrations, models


AS_THEIR_SPEECHES = """
UPDATE meetings_turn SET organ_id = s.organ_id, named_at = asked_at,
    sector_id = CASE WHEN s.organ_id IS NULL THEN s.sector_id END
FROM meetings_speech s WHERE s.id = speech_id AND (s.organ_id IS NOT NULL OR s.sector_id IS NOT NULL);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0009_leaves_not_counted'),
        ('members', '0003_no_index_twice'),
    ]

    operations = [
        migrations.AddField(
            model_name='turn',
            name='named_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='turn',
            name='organ',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='members.organ'),
        ),
        migrations.AddField(
            model_name='turn',
            name='sector',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='members.sector'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('organ__isnull', True), ('sector__isnull', True), _connector='OR'), name='meetings_turn_one_body'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('named_at__isnull', True), ('organ__isnull', False), ('sector__isnull', False), _connector='OR'), name='meetings_turn_named'),
        ),
        migrations.RunSQL(AS_THEIR_SPEECHES, migrations.RunSQL.noop),
    ]
