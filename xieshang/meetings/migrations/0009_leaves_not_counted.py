"""Leave that does not count as absence, pauses of an item; papers for the public, to which no page led, are the members'."""

from django.db import migrations, models


NOBODY_LED_THERE = """
UPDATE meetings_item SET access = 'assembly' WHERE access = 'public';
UPDATE meetings_template SET agenda = replace(agenda::text, '"access": "public"', '"access": "assembly"')::jsonb;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0008_appearance'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='paused',
            field=models.PositiveIntegerField(default=0, help_text='seconds that lay between an end and going on'),
        ),
        migrations.AddField(
            model_name='kind',
            name='leaves_not_counted',
            field=models.JSONField(default=list, help_text='codes of `LeaveKind`', verbose_name='不计缺席的请假'),
        ),
        migrations.AlterField(
            model_name='item',
            name='access',
            field=models.CharField(choices=[('entitled', '应出席人员'), ('roster', '应出席和列席人员'), ('assembly', '全体委员')], default='roster', max_length=10, verbose_name='谁能看材料'),
        ),
        migrations.RunSQL(NOBODY_LED_THERE, migrations.RunSQL.noop),
    ]
