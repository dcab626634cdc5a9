"""Who decided in review; and one decision about two cases, whichever was looked at first."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Greatest, Least


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0005_bulk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "proposal",
            "reviewed_by",
            models.ForeignKey(
                blank=True,
                help_text="who decided; an objection is ruled on by somebody else",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RemoveConstraint("likenessdecision", "proposals_likeness_once"),
        migrations.AddConstraint(
            "likenessdecision",
            models.UniqueConstraint(
                Least("proposal", "other"),
                Greatest("proposal", "other"),
                name="proposals_likeness_once",
                violation_error_message="这两件刚由别人处理过，请刷新后再看。",
            ),
        ),
    ]
