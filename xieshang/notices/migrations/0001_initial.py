import django.db.models.deletion
import xieshang.spine.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
                ('entry_id', models.BigIntegerField(help_text='the ledger entry it tells of')),
                ('kind', models.CharField(choices=[('to_confirm', '待确认代录'), ('to_cosign', '待联名'), ('cosigned', '同意联名'), ('cosigning_declined', '不参加联名'), ('to_review', '待审查'), ('to_review_again', '待复审'), ('sent_back', '退回修改'), ('merged', '并案'), ('took_in', '并入本案'), ('lead_replied', '主案答复'), ('into_letter', '转意见建议'), ('to_contest', '待复议'), ('upheld', '维持不予立案'), ('overruled', '复议立案'), ('not_filed', '不予立案'), ('filed', '立案'), ('to_accept_ahead', '待预签收'), ('ahead_taken_back', '拟交办收回'), ('objected_ahead', '对拟交办有异议'), ('to_handle', '新交办'), ('accepted', '签收'), ('planned', '办理方案'), ('to_answer', '待答复询问'), ('question_answered', '提案者答复了询问'), ('resumed', '恢复办理'), ('opinion', '会办意见'), ('to_rule', '待裁定'), ('ruled', '裁定'), ('extended', '延期'), ('reminded', '催办'), ('due_soon', '临近期限'), ('replied', '答复'), ('to_close', '待结案'), ('to_sign', '待签发'), ('reply_handed_back', '答复稿退回'), ('reply_sent_back', '答复退回'), ('to_reply_again', '待重新办理'), ('handled_again', '重新办理'), ('closed', '办结'), ('carried_over', '结转'), ('closed_with_term', '届满结案'), ('succeeded', '接续提案'), ('followed_up', '跟踪回访'), ('to_follow_up', '待回访'), ('published', '公开'), ('call', '提案征集'), ('to_sort_lead', '新线索'), ('supported', '附议'), ('key_decided', '确定为重点提案'), ('to_supervise', '待领衔督办'), ('to_report_key', '督办逾期'), ('key_reported', '报告督办结果'), ('to_nominate', '待推荐评优'), ('to_mark', '待评分'), ('honoured', '评优结果'), ('speech_taken', '大会发言已选用'), ('speech_not_taken', '大会发言未采用'), ('to_approve_minutes', '待审定纪要'), ('minutes_returned', '纪要退回'), ('to_issue_minutes', '待印发纪要'), ('minutes_issued', '纪要印发'), ('attendance_corrected', '更正出席'), ('overdue', '逾期'), ('to_vote', '待投票'), ('vote_result', '表决结果'), ('to_approve_notice', '待批会议通知'), ('notice_approved', '会议通知已批准'), ('notice_returned', '会议通知退回修改'), ('to_attend', '会议活动通知'), ('occasion_changed', '会议活动变更'), ('occasion_cancelled', '会议活动取消'), ('off_roster', '不再列入名单'), ('to_answer_notice', '待回复会议通知'), ('to_decide_leave', '待批请假'), ('leave_decided', '请假结果'), ('seat', '座位'), ('seat_changed', '座位变动'), ('seat_cleared', '座位取消'), ('grade_decided', '履职等次审定'), ('to_answer_objection', '待答复履职异议'), ('objection_answered', '履职异议答复'), ('to_review_entry', '待核实履职录入'), ('hand_confirmed', '履职录入已核实'), ('hand_rejected', '履职录入未通过'), ('hand_corrected', '履职录入已更正'), ('to_read_report', '待审阅述职报告'), ('report_returned', '述职报告退回'), ('report_read', '述职报告已审阅'), ('report_published', '述职报告公开'), ('to_decide_award', '待审定优秀委员'), ('awarded', '评为优秀委员'), ('exit_found', '履职提醒'), ('exit_answered', '对履职提醒的陈述'), ('exit_proposed', '履职提醒待会议审定'), ('exit_decided', '履职提醒的结论')], max_length=20)),
                ('title', models.CharField(max_length=300)),
                ('body', models.TextField(blank=True)),
                ('translated', models.JSONField(default=dict, help_text='the same in the other languages, by code: title, body')),
                ('link', models.CharField(help_text='the page in the product where one goes on from here', max_length=200)),
                ('created_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('person'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='notices_of_person'), models.Index(models.F('person'), condition=models.Q(('read_at__isnull', True)), name='notices_unread')],
                'constraints': [models.UniqueConstraint(fields=('person', 'entry_id', 'kind'), name='notices_notice_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['to_confirm', 'to_cosign', 'cosigned', 'cosigning_declined', 'to_review', 'to_review_again', 'sent_back', 'merged', 'took_in', 'lead_replied', 'into_letter', 'to_contest', 'upheld', 'overruled', 'not_filed', 'filed', 'to_accept_ahead', 'ahead_taken_back', 'objected_ahead', 'to_handle', 'accepted', 'planned', 'to_answer', 'question_answered', 'resumed', 'opinion', 'to_rule', 'ruled', 'extended', 'reminded', 'due_soon', 'replied', 'to_close', 'to_sign', 'reply_handed_back', 'reply_sent_back', 'to_reply_again', 'handled_again', 'closed', 'carried_over', 'closed_with_term', 'succeeded', 'followed_up', 'to_follow_up', 'published', 'call', 'to_sort_lead', 'supported', 'key_decided', 'to_supervise', 'to_report_key', 'key_reported', 'to_nominate', 'to_mark', 'honoured', 'speech_taken', 'speech_not_taken', 'to_approve_minutes', 'minutes_returned', 'to_issue_minutes', 'minutes_issued', 'attendance_corrected', 'overdue', 'to_vote', 'vote_result', 'to_approve_notice', 'notice_approved', 'notice_returned', 'to_attend', 'occasion_changed', 'occasion_cancelled', 'off_roster', 'to_answer_notice', 'to_decide_leave', 'leave_decided', 'seat', 'seat_changed', 'seat_cleared', 'grade_decided', 'to_answer_objection', 'objection_answered', 'to_review_entry', 'hand_confirmed', 'hand_rejected', 'hand_corrected', 'to_read_report', 'report_returned', 'report_read', 'report_published', 'to_decide_award', 'awarded', 'exit_found', 'exit_answered', 'exit_proposed', 'exit_decided'])), name='notices_notice_kind')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notices.notice')),
                ('way', models.CharField(choices=[('email', '电子邮件'), ('sms', '短信'), ('wecom', '企业微信')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('sent', '已发送'), ('failed', '发送失败')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.CharField(blank=True, help_text='kind of the last fault; never an address', max_length=80)),
                ('created_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('created_at'), condition=models.Q(('state', 'waiting')), name='notices_waiting'), models.Index(models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='notices_deliveries')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'way'), name='notices_delivery_once'), models.CheckConstraint(condition=models.Q(('way__in', ['email', 'sms', 'wecom']), ('state__in', ['waiting', 'sent', 'failed'])), name='notices_delivery_known')],
            },
        ),
    ]
