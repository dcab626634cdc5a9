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
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='members.assembly')),
                ('code', models.SlugField(max_length=40)),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('text', models.TextField(help_text='the document, as schemes.read takes it', verbose_name='办法')),
                ('state', models.CharField(choices=[('draft', '拟订'), ('adopted', '已采用'), ('retired', '已停用')], default='draft', max_length=10)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('adopted_at', models.DateTimeField(blank=True, null=True)),
                ('adopted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'code', 'number'), name='duties_edition_once'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('adopted_at__isnull', False), _connector='OR'), name='duties_edition_adopted')],
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='members.member')),
                ('year', models.PositiveSmallIntegerField()),
                ('item', models.CharField(max_length=40)),
                ('reason', models.TextField(verbose_name='理由')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=xieshang.spine.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'year', 'item'), name='duties_exemption_once', violation_error_message='这一项已经免除。'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='duties_exemption_reasoned')],
            },
        ),
        migrations.CreateModel(
            name='Exit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exits', to='members.assembly')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.term')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='exits', to='members.member')),
                ('trigger', models.CharField(help_text="code of the scheme's trigger", max_length=40)),
                ('finding', models.TextField(help_text='what was found, as it is told to the member')),
                ('year', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('found', '待约谈'), ('talked', '已约谈'), ('proposed', '待会议审定'), ('not_nominated', '不再提名'), ('kept', '继续提名'), ('dropped', '不再追究')], default='found', max_length=16)),
                ('found_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('interview_on', models.DateField(blank=True, null=True)),
                ('interviewers', models.CharField(blank=True, max_length=120, verbose_name='约谈人')),
                ('interview', models.TextField(blank=True, verbose_name='约谈情况')),
                ('said', models.TextField(blank=True, verbose_name='本人陈述')),
                ('proposal', models.TextField(blank=True, verbose_name='建议')),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decided_at_meeting', models.CharField(blank=True, max_length=120, verbose_name='审定会议')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'trigger', 'year'), name='duties_exit_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['not_nominated', 'kept']), _negated=True), models.Q(('decided_on__isnull', False), models.Q(('decided_at_meeting', ''), _negated=True)), _connector='OR'), name='duties_exit_decided_by_a_meeting')],
            },
        ),
        migrations.CreateModel(
            name='HandEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_entries', to='members.member')),
                ('item', models.CharField(help_text="code of the scheme's item", max_length=40, verbose_name='项目')),
                ('title', models.CharField(max_length=200, verbose_name='做了什么')),
                ('on', models.DateField(verbose_name='日期')),
                ('amount', models.IntegerField(default=0, verbose_name='分值')),
                ('state', models.CharField(choices=[('entered', '待核实'), ('confirmed', '已核实'), ('rejected', '未通过'), ('corrected', '已更正')], default='entered', max_length=10)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='duties.handentry')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('entry_key', models.UUIDField(null=True, unique=True)),
            ],
            options={
                'indexes': [models.Index(models.F('assembly'), models.F('state'), models.F('id'), name='duties_hand_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('item', ''), _negated=True)), name='duties_hand_filled'), models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('entered_by')), _negated=True), _connector='OR'), name='duties_hand_two_people'), models.CheckConstraint(condition=models.Q(('state', 'entered'), ('reviewed_at__isnull', False), _connector='OR'), name='duties_hand_reviewed')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_objections', to='members.member')),
                ('year', models.PositiveSmallIntegerField()),
                ('entry', models.BigIntegerField(blank=True, help_text='the ledger entry; empty: something is missing', null=True)),
                ('item', models.CharField(blank=True, max_length=40)),
                ('text', models.TextField(verbose_name='异议')),
                ('state', models.CharField(choices=[('open', '待答复'), ('upheld', '异议成立'), ('dismissed', '异议不成立'), ('withdrawn', '已撤回')], default='open', max_length=10)),
                ('raised_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('member', 'entry'), name='duties_objection_one', violation_error_message='对这一条已经提出异议，请等待答复。'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='duties_objection_filled'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'withdrawn']), models.Q(('answer', ''), _negated=True), _connector='OR'), name='duties_objection_answered')],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_awards', to='members.assembly')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.term')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='duty_awards', to='members.member')),
                ('kind', models.CharField(choices=[('year', '年度优秀委员'), ('term', '本届优秀委员')], max_length=8)),
                ('year', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('proposed', '待审定'), ('awarded', '已表彰'), ('declined', '未通过')], default='proposed', max_length=10)),
                ('reason', models.TextField(verbose_name='事迹')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decided_at_meeting', models.CharField(blank=True, max_length=120, verbose_name='审定会议')),
                ('certificate', models.CharField(blank=True, help_text='number of the certificate, without gaps', max_length=40)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'kind', 'year'), name='duties_award_once', violation_error_message='已经推荐过这位委员。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'awarded'), _negated=True), models.Q(('decided_on__isnull', False), models.Q(('certificate', ''), _negated=True)), _connector='OR'), name='duties_award_decided')],
            },
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('year', models.PositiveSmallIntegerField()),
                ('entry', models.BigIntegerField(help_text='the ledger entry; no foreign key, as the ledger stands alone')),
                ('kind', models.CharField(max_length=80)),
                ('on', models.DateField()),
                ('subject_kind', models.CharField(max_length=80)),
                ('subject_id', models.BigIntegerField()),
                ('about', models.CharField(blank=True, max_length=40)),
                ('level', models.CharField(blank=True, max_length=20)),
                ('form', models.CharField(blank=True, max_length=20)),
                ('part', models.CharField(blank=True, max_length=20)),
                ('presence', models.CharField(blank=True, max_length=12)),
                ('halves', models.PositiveSmallIntegerField(default=1)),
                ('of_halves', models.PositiveSmallIntegerField(default=1)),
                ('people', models.PositiveSmallIntegerField(default=1)),
                ('place', models.PositiveSmallIntegerField(default=1)),
                ('amount', models.IntegerField(default=0)),
                ('undone_by', models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('assembly'), models.F('year'), models.F('person'), models.F('on'), models.F('entry'), name='duties_credits')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'person'), name='duties_credit_once'), models.CheckConstraint(condition=models.Q(('halves__lte', models.F('of_halves')), ('place__lte', models.F('people')), ('place__gte', 1)), name='duties_credit_parts')],
            },
        ),
        migrations.CreateModel(
            name='DutyReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='duty_reports', to='members.member')),
                ('year', models.PositiveSmallIntegerField()),
                ('text', models.TextField(verbose_name='正文')),
                ('version', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', '起草'), ('submitted', '已提交'), ('returned', '退回修改'), ('read', '已审阅'), ('published', '已公开')], default='draft', max_length=10)),
                ('may_publish', models.BooleanField(default=False, verbose_name='同意公开')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('read_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remark', models.TextField(blank=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'year'), name='duties_report_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('may_publish', True), _connector='OR'), name='duties_report_agreed'), models.CheckConstraint(condition=models.Q(('state', 'published'), ('published_at__isnull', True), _connector='XOR'), name='duties_report_published')],
            },
        ),
        migrations.CreateModel(
            name='Year',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assembly', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='duty_years', to='members.assembly')),
                ('year', models.PositiveSmallIntegerField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='duties.edition')),
                ('state', models.CharField(choices=[('open', '进行中'), ('frozen', '已封存'), ('decided', '已审定')], default='open', max_length=10)),
                ('seal', models.CharField(blank=True, max_length=64)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'year'), name='duties_year_once'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(models.Q(('seal', ''), _negated=True), ('frozen_at__isnull', False)), _connector='OR'), name='duties_year_sealed')],
            },
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_year', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='grades', to='duties.year')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='members.member')),
                ('total', models.IntegerField()),
                ('band', models.CharField(max_length=40)),
                ('unmet', models.JSONField(default=list, help_text='codes of the gates and vetoes that limit the grade')),
                ('explained', models.JSONField(default=dict)),
                ('proposed', models.CharField(blank=True, max_length=40)),
                ('remark', models.TextField(blank=True)),
                ('decided', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'indexes': [models.Index(models.F('of_year'), models.OrderBy(models.F('total'), descending=True), models.F('id'), name='duties_grades')],
                'constraints': [models.UniqueConstraint(fields=('of_year', 'member'), name='duties_grade_once')],
            },
        ),
    ]
