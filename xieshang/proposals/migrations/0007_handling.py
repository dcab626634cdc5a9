"""Until when the office rules and the author answers; a petition can be taken back."""

from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0006_reviewed_by")]

    operations = [
        migrations.AddField(
            "pause",
            "answer_by",
            models.DateField(
                default=date(2026, 1, 1),
                help_text="until when the author answers; after it the bureau may go on by itself",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "petition",
            "rule_by",
            models.DateField(default=date(2026, 1, 1), help_text="until when the office rules"),
            preserve_default=False,
        ),
        migrations.AlterField(
            "petition",
            "ruling",
            models.CharField(
                blank=True,
                choices=[("granted", "同意"), ("denied", "不同意"), ("taken", "已收回")],
                max_length=8,
            ),
        ),
    ]
