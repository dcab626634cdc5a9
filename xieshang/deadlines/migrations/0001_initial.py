import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(unique=True, verbose_name='日期')),
                ('working', models.BooleanField(verbose_name='上班')),
                ('name', models.CharField(help_text='names the holiday, or what is made up for', max_length=40, verbose_name='名称')),
                ('source', models.CharField(help_text='title of the notice that says so', max_length=200, verbose_name='依据')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='deadlines_day_named')],
            },
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=80)),
                ('subject_id', models.BigIntegerField()),
                ('part', models.BigIntegerField(default=0, help_text='which of several who owe the same step: a key, or 0')),
                ('from_on', models.DateField(help_text='the day of the event that set it off; counting begins the day after')),
                ('amount', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(choices=[('working_days', '工作日'), ('days', '天'), ('months', '个月')], max_length=12)),
                ('source', models.CharField(help_text='the rule the length came from', max_length=200)),
                ('due_on', models.DateField(help_text='the last day on which the step is in time')),
                ('steps', models.JSONField(help_text='how due_on was found')),
                ('met_on', models.DateField(blank=True, null=True)),
                ('dropped_on', models.DateField(blank=True, help_text='when the step was no longer asked for', null=True)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.assembly')),
            ],
            options={
                'indexes': [models.Index(models.F('assembly'), models.F('due_on'), condition=models.Q(('dropped_on__isnull', True), ('met_on__isnull', True)), name='deadlines_open'), models.Index(models.F('subject_kind'), models.F('subject_id'), name='deadlines_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_on__isnull', True), ('met_on__isnull', True)), fields=('subject_kind', 'subject_id', 'code', 'part'), name='deadlines_one_open'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('from_on'))), name='deadlines_due_after_start'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='deadlines_amount'), models.CheckConstraint(condition=models.Q(('unit__in', ['working_days', 'days', 'months'])), name='deadlines_unit'), models.CheckConstraint(condition=models.Q(('met_on__isnull', True), ('dropped_on__isnull', True), _connector='OR'), name='deadlines_met_or_dropped')],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('amount', models.PositiveSmallIntegerField(verbose_name='长度')),
                ('unit', models.CharField(choices=[('working_days', '工作日'), ('days', '天'), ('months', '个月')], max_length=12, verbose_name='单位')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.assembly')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'code'), name='deadlines_period_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='deadlines_period_amount'), models.CheckConstraint(condition=models.Q(('unit__in', ['working_days', 'days', 'months'])), name='deadlines_period_unit')],
            },
        ),
    ]
