"""Kinds of notices about the handling of a case."""

from django.db import migrations, models

KINDS = [
    ("to_confirm", "待确认代录"),
    ("to_cosign", "待联名"),
    ("cosigned", "同意联名"),
    ("cosigning_declined", "不参加联名"),
    ("to_review", "待审查"),
    ("sent_back", "退回修改"),
    ("not_filed", "不予立案"),
    ("filed", "立案"),
    ("to_handle", "新交办"),
    ("accepted", "签收"),
    ("planned", "办理方案"),
    ("to_answer", "待答复询问"),
    ("question_answered", "提案者答复了询问"),
    ("resumed", "恢复办理"),
    ("opinion", "会办意见"),
    ("to_rule", "待裁定"),
    ("ruled", "裁定"),
    ("extended", "延期"),
    ("reminded", "催办"),
    ("due_soon", "临近期限"),
    ("replied", "答复"),
    ("to_close", "待结案"),
    ("closed", "办结"),
    ("published", "公开"),
    ("overdue", "逾期"),
]


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("notice", "notices_notice_kind"),
        migrations.AlterField("notice", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]), name="notices_notice_kind"
            ),
        ),
    ]
