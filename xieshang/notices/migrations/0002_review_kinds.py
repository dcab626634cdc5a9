"""What a review in two steps, its outcomes and the objection to one are told as."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0001_initial'),
        ('notices', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notices_notice_kind',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('to_confirm', '待确认代录'), ('to_cosign', '待联名'), ('cosigned', '同意联名'), ('cosigning_declined', '不参加联名'), ('to_review', '待审查'), ('to_review_again', '待复审'), ('sent_back', '退回修改'), ('merged', '并案'), ('took_in', '并入本案'), ('lead_replied', '主案答复'), ('into_letter', '转意见建议'), ('to_contest', '待复议'), ('upheld', '维持不予立案'), ('overruled', '复议立案'), ('not_filed', '不予立案'), ('filed', '立案'), ('to_handle', '新交办'), ('accepted', '签收'), ('replied', '答复'), ('to_close', '待结案'), ('closed', '办结'), ('published', '公开'), ('overdue', '逾期')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['to_confirm', 'to_cosign', 'cosigned', 'cosigning_declined', 'to_review', 'to_review_again', 'sent_back', 'merged', 'took_in', 'lead_replied', 'into_letter', 'to_contest', 'upheld', 'overruled', 'not_filed', 'filed', 'to_handle', 'accepted', 'replied', 'to_close', 'closed', 'published', 'overdue'])), name='notices_notice_kind'),
        ),
    ]
