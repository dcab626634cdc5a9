import django.db.models.constraints
import django.db.models.deletion
import uuid
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
            name='Kind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=40, verbose_name='种类')),
                ('entitled', models.CharField(choices=[('members', '全体委员'), ('standing', '常务委员会组成人员'), ('chairs', '主席、副主席、秘书长'), ('party_group', '党组成员'), ('organ', '专委会或小组成员'), ('sector', '界别委员'), ('chosen', '逐一指定')], max_length=12, verbose_name='应出席')),
                ('notice_days', models.PositiveSmallIntegerField(default=0, verbose_name='提前通知（工作日）')),
                ('papers_days', models.PositiveSmallIntegerField(default=0, verbose_name='提前送材料（工作日）')),
                ('minutes_days', models.PositiveSmallIntegerField(default=0, verbose_name='会后印发纪要（工作日）')),
                ('needs_approval', models.BooleanField(default=True, verbose_name='通知须经批准')),
                ('needs_answer', models.BooleanField(default=True, verbose_name='须回复是否参加')),
                ('opens_with_first_topic', models.BooleanField(default=False, verbose_name='设第一议题')),
                ('absence_counts', models.BooleanField(default=True, verbose_name='缺席计入履职')),
                ('parties_first', models.BooleanField(default=False, verbose_name='党派、团体先发言')),
                ('quorum_percent', models.PositiveSmallIntegerField(default=0, verbose_name='法定人数（应出席的百分比，须超过）')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('until_on', models.DateField(blank=True, help_text='from when on no new one is drawn up', null=True)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_kinds', to='members.assembly')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'code'), name='meetings_kind_once', violation_error_message='已经有这个代码的种类。'), models.CheckConstraint(condition=models.Q(('entitled__in', ['members', 'standing', 'chairs', 'party_group', 'organ', 'sector', 'chosen'])), name='meetings_kind_entitled'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('code', ''), _negated=True)), name='meetings_kind_named'), models.CheckConstraint(condition=models.Q(('quorum_percent__lte', 100)), name='meetings_kind_quorum')],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
            ],
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(blank=True, help_text='first, second, … of its kind in the term', null=True)),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点')),
                ('text', models.TextField(blank=True, verbose_name='通知内容')),
                ('starts_at', models.DateTimeField(verbose_name='开始时间')),
                ('ends_at', models.DateTimeField(verbose_name='结束时间')),
                ('answer_by', models.DateTimeField(blank=True, null=True, verbose_name='请在此前回复')),
                ('state', models.CharField(choices=[('draft', '草拟'), ('approved', '已批准'), ('notified', '已通知'), ('open', '进行中'), ('closed', '已结束'), ('cancelled', '已取消')], default='draft', max_length=12)),
                ('reason', models.TextField(blank=True, help_text='why it was cancelled')),
                ('notified_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('gate', models.CharField(blank=True, max_length=64)),
                ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ('radius', models.PositiveSmallIntegerField(default=300, verbose_name='签到范围（米）')),
                ('changed_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('revision', models.PositiveIntegerField(default=0, help_text='how often calendars were told of another state')),
                ('entry_key', models.UUIDField(help_text='a form sent twice is one occasion', null=True, unique=True)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='members.assembly')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='meetings.kind')),
                ('organ', models.ForeignKey(blank=True, help_text='whose occasion it is', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='members.organ')),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='members.sector')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='members.term')),
                ('whole', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='meetings.meeting')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='meetings.series')),
            ],
            options={
                'indexes': [models.Index(models.F('assembly'), models.OrderBy(models.F('starts_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='meetings_latest'), models.Index(models.F('term'), models.F('kind'), models.F('state'), name='meetings_counted')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meetings_meeting_hours'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'approved', 'notified', 'open', 'closed', 'cancelled'])), name='meetings_meeting_state'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='meetings_meeting_titled'), models.CheckConstraint(condition=models.Q(('notified_at__isnull', False), ('state__in', ['draft', 'approved', 'cancelled']), _connector='OR'), name='meetings_meeting_notified'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='meetings_meeting_fence'), models.UniqueConstraint(condition=models.Q(('organ__isnull', True), ('sector__isnull', True), ('whole__isnull', True), models.Q(('state', 'cancelled'), _negated=True)), fields=('term', 'kind', 'number'), name='meetings_meeting_number', violation_error_message='本届已经有这一次会议，请核对次数。')],
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('spelled', models.CharField(blank=True, help_text='pinyin and its initials, for quick finding', max_length=200)),
                ('label', models.CharField(blank=True, max_length=120)),
                ('part', models.CharField(choices=[('entitled', '应出席'), ('invited', '列席'), ('staff', '工作人员')], default='entitled', max_length=10)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('answer', models.CharField(choices=[('none', '未回复'), ('coming', '参加'), ('not_coming', '不参加'), ('leave', '请假')], default='none', max_length=12)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, help_text='when the notice was first opened', null=True)),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='occasions', to='members.member')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='occasions', to=settings.AUTH_USER_MODEL)),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.sector')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roster', to='meetings.meeting')),
            ],
            options={
                'indexes': [models.Index(models.F('person'), models.F('meeting'), name='meetings_attendee_own')],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='meetings_attendee_once', violation_error_message='名单里已经有这个人。'), models.CheckConstraint(condition=models.Q(('part__in', ['entitled', 'invited', 'staff'])), name='meetings_attendee_part'), models.CheckConstraint(condition=models.Q(('answer__in', ['none', 'coming', 'not_coming', 'leave'])), name='meetings_attendee_answer'), models.CheckConstraint(condition=models.Q(('part', 'invited'), ('part', 'staff'), ('member__isnull', False), _connector='OR'), name='meetings_attendee_member')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('duty', '公务'), ('illness', '生病'), ('personal', '事假'), ('abroad', '出国（境）')], max_length=10, verbose_name='请假类型')),
                ('reason', models.TextField(verbose_name='请假事由')),
                ('state', models.CharField(choices=[('asked', '待批'), ('granted', '准假'), ('refused', '不准假'), ('withdrawn', '已撤回')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('remark', models.TextField(blank=True)),
                ('attendee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='meetings.attendee')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'granted'])), fields=('attendee',), name='meetings_leave_one', violation_error_message='已经请过假，请先撤回。'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='meetings_leave_reasoned'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'withdrawn']), ('decided_at__isnull', False), _connector='OR'), name='meetings_leave_decided')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('first_topic', '第一议题'), ('report', '听取报告'), ('deliberation', '审议'), ('speeches', '发言'), ('vote', '表决'), ('other', '其他')], default='other', max_length=12, verbose_name='议程种类')),
                ('title', models.CharField(max_length=200, verbose_name='议题')),
                ('presenter', models.CharField(blank=True, max_length=60, verbose_name='汇报人')),
                ('studied', models.TextField(blank=True, verbose_name='学习内容')),
                ('minutes', models.PositiveSmallIntegerField(default=0, verbose_name='计划时长（分钟）')),
                ('access', models.CharField(choices=[('entitled', '应出席人员'), ('roster', '应出席和列席人员'), ('assembly', '全体委员'), ('public', '公开')], default='roster', max_length=10, verbose_name='谁能看材料')),
                ('state', models.CharField(choices=[('ahead', '未开始'), ('on', '进行中'), ('done', '已完成'), ('skipped', '不再进行')], default='ahead', max_length=8)),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True, help_text='what was decided, for the minutes')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'number'), name='meetings_item_once'), models.UniqueConstraint(condition=models.Q(('state', 'on')), fields=('meeting',), name='meetings_item_on', violation_error_message='另一项议程正在进行，请先结束它。'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), ('number__gte', 1)), name='meetings_item_filled')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('key', models.CharField(help_text='the secret by which its records are signed', max_length=64)),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', '起草'), ('proposed', '待审定'), ('approved', '已审定'), ('issued', '已印发')], default='draft', max_length=10)),
                ('number', models.CharField(blank=True, help_text='as it was issued', max_length=40)),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('editing_since', models.DateTimeField(blank=True, null=True)),
                ('editor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='record', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'issued'), _negated=True), models.Q(models.Q(('number', ''), _negated=True), ('issued_at__isnull', False)), _connector='OR'), name='meetings_minutes_issued')],
            },
        ),
        migrations.CreateModel(
            name='MinutesVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='meetings.minutes')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('minutes', 'number'), name='meetings_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rows', models.JSONField(default=list)),
                ('leaders', models.PositiveSmallIntegerField(default=1)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveSmallIntegerField()),
                ('number', models.PositiveSmallIntegerField()),
                ('attendee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.attendee')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='meetings.plan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('plan', 'row', 'number'), name='meetings_seat_once'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('plan', 'attendee'), name='meetings_seat_each'), models.CheckConstraint(condition=models.Q(('row__gte', 1), ('number__gte', 1)), name='meetings_seat_counted')],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, help_text='when who was not there became absent', null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'number'), name='meetings_sitting_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meetings_sitting_hours')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presence', models.CharField(choices=[('expected', '未到'), ('present', '出席'), ('late', '迟到'), ('left_early', '早退'), ('on_leave', '请假'), ('absent', '缺席')], default='expected', max_length=12)),
                ('way', models.CharField(blank=True, choices=[('hall', '扫会场码'), ('card', '扫委员码'), ('list', '名单勾选'), ('fence', '定位签到'), ('offline', '离线补传')], max_length=10)),
                ('in_at', models.DateTimeField(blank=True, null=True)),
                ('out_at', models.DateTimeField(blank=True, null=True)),
                ('attendee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='meetings.attendee')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='meetings.sitting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sitting', 'attendee'), name='meetings_attendance_once'), models.CheckConstraint(condition=models.Q(('presence__in', ['expected', 'present', 'late', 'left_early', 'on_leave', 'absent'])), name='meetings_attendance_presence'), models.CheckConstraint(condition=models.Q(('out_at__isnull', True), ('in_at__isnull', True), ('out_at__gte', models.F('in_at')), _connector='OR'), name='meetings_attendance_order')],
            },
        ),
        migrations.CreateModel(
            name='Speech',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(blank=True, max_length=120, verbose_name='在哪次会议上')),
                ('level', models.CharField(choices=[('county', '县（市、区）政协全会'), ('city', '市政协全会'), ('province', '省政协全会'), ('nation', '全国政协全会')], default='city', max_length=10, verbose_name='层级')),
                ('speaker_name', models.CharField(blank=True, max_length=60, verbose_name='发言人')),
                ('title', models.CharField(max_length=120, verbose_name='题目')),
                ('text', models.TextField(blank=True, verbose_name='正文')),
                ('state', models.CharField(choices=[('offered', '待遴选'), ('oral', '口头发言'), ('written', '书面发言'), ('not_taken', '未采用'), ('withdrawn', '已撤回'), ('spoken', '已发言')], default='offered', max_length=10)),
                ('reason', models.TextField(blank=True, help_text='why it was taken so, or not')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='its place among the oral ones')),
                ('offered_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('spoken_on', models.DateField(blank=True, null=True)),
                ('entry_key', models.UUIDField(null=True, unique=True)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='members.assembly')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='meetings.meeting')),
                ('offered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organ', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='members.organ')),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='members.sector')),
                ('speaker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='members.member')),
            ],
            options={
                'indexes': [models.Index(models.F('assembly'), models.F('level'), models.F('spoken_on'), name='meetings_speeches')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='meetings_speech_titled'), models.CheckConstraint(condition=models.Q(('meeting__isnull', False), models.Q(('occasion', ''), _negated=True), _connector='OR'), name='meetings_speech_somewhere'), models.CheckConstraint(condition=models.Q(('speaker__isnull', False), models.Q(('speaker_name', ''), _negated=True), _connector='OR'), name='meetings_speech_speaker'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'spoken'), _negated=True), ('spoken_on__isnull', False), _connector='OR'), name='meetings_speech_spoken')],
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='模板名称')),
                ('title', models.CharField(max_length=120)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(blank=True)),
                ('hours', models.PositiveSmallIntegerField(default=3, help_text='how long it lasts')),
                ('agenda', models.JSONField(default=list)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.kind')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'name'), name='meetings_template_once', violation_error_message='已经有这个名称的模板，请换一个名称。')],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('limit', models.PositiveSmallIntegerField(default=480)),
                ('state', models.CharField(choices=[('waiting', '等候'), ('speaking', '正在发言'), ('spoken', '已发言'), ('withdrawn', '已放弃')], default='waiting', max_length=10)),
                ('asked_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('attendee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='meetings.attendee')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='meetings.item')),
                ('speech', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='meetings.speech')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'speaking'])), fields=('item', 'attendee'), name='meetings_turn_once', violation_error_message='已经在发言名单上。'), models.UniqueConstraint(condition=models.Q(('state', 'speaking')), fields=('item',), name='meetings_turn_on', violation_error_message='另一位正在发言，请先结束。')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('question', '表决一项议题'), ('election', '选举')], max_length=10, verbose_name='种类')),
                ('way', models.CharField(choices=[('hands', '举手表决'), ('named', '记名电子表决'), ('secret', '无记名电子表决'), ('paper', '无记名纸质票')], max_length=10, verbose_name='方式')),
                ('title', models.CharField(max_length=200, verbose_name='表决事项')),
                ('text', models.TextField(blank=True, verbose_name='说明')),
                ('seats', models.PositiveSmallIntegerField(default=1, verbose_name='应选人数')),
                ('write_ins', models.BooleanField(default=False, verbose_name='可以另选他人')),
                ('majority', models.CharField(choices=[('entitled', '全体应到会人员过半数'), ('present', '到会人员过半数'), ('cast', '有效票过半数'), ('two_thirds', '全体应到会人员三分之二以上')], default='entitled', max_length=12, verbose_name='通过条件')),
                ('state', models.CharField(choices=[('draft', '待开始'), ('open', '正在投票'), ('closed', '已计票'), ('announced', '已宣布'), ('cancelled', '已作废')], default='draft', max_length=10)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('entitled', models.PositiveIntegerField(blank=True, null=True)),
                ('present', models.PositiveIntegerField(blank=True, null=True)),
                ('result', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True, help_text='why it was cancelled')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='meetings.item')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='meetings.meeting')),
                ('sitting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.sitting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'number'), name='meetings_vote_once'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), ('seats__gte', 1)), name='meetings_vote_filled'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['closed', 'announced']), _negated=True), models.Q(('closed_at__isnull', False), ('entitled__isnull', False), ('present__isnull', False)), _connector='OR'), name='meetings_vote_counted'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), _negated=True), models.Q(('opened_at__isnull', False), ('sitting__isnull', False)), _connector='OR'), name='meetings_vote_opened'), models.CheckConstraint(condition=models.Q(('kind', 'election'), models.Q(('seats', 1), ('write_ins', False)), _connector='OR'), name='meetings_vote_question')],
            },
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('candidate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='meetings.vote')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('vote', 'number'), name='meetings_option_once')],
            },
        ),
        migrations.CreateModel(
            name='Count',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('tally', models.JSONField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='meetings.vote')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('vote', 'by'), name='meetings_count_once', violation_error_message='您已经录入过计票结果。')],
            },
        ),
        migrations.CreateModel(
            name='Cast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('attendee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.attendee')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='casts', to='meetings.vote')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('vote', 'attendee'), name='meetings_cast_once', violation_error_message='您已经投过票，每人只能投一次。')],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('choices', models.JSONField(help_text='{"1": "for", "2": "abstain"}')),
                ('written', models.JSONField(default=list)),
                ('valid', models.BooleanField(default=True)),
                ('attendee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.attendee')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='meetings.vote')),
            ],
            options={
                'indexes': [models.Index(models.F('vote'), name='meetings_ballots')],
            },
        ),
        migrations.CreateModel(
            name='DoorRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('in', '签到'), ('out', '离场'), ('correction', '更正')], max_length=10)),
                ('way', models.CharField(blank=True, choices=[('hall', '扫会场码'), ('card', '扫委员码'), ('list', '名单勾选'), ('fence', '定位签到'), ('offline', '离线补传')], max_length=10)),
                ('presence', models.CharField(blank=True, choices=[('expected', '未到'), ('present', '出席'), ('late', '迟到'), ('left_early', '早退'), ('on_leave', '请假'), ('absent', '缺席')], help_text='what a correction sets', max_length=12)),
                ('at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('inside', models.BooleanField(blank=True, null=True)),
                ('distance', models.PositiveIntegerField(blank=True, null=True)),
                ('record_key', models.UUIDField(null=True, unique=True)),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='meetings.attendance')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='meetings.device')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('direction', 'correction'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('presence', ''), _negated=True)), _connector='OR'), name='meetings_record_corrected')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('person',), name='meetings_feed_one')],
            },
        ),
    ]
