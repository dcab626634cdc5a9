import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assembly',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=60)),
                ('level', models.CharField(choices=[('province', '省'), ('city', '市'), ('county', '县（市、区）')], max_length=10)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='members.assembly')),
                ('scope', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='assembly', to='accounts.scope')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['province', 'city', 'county'])), name='members_assembly_level')],
            },
        ),
        migrations.CreateModel(
            name='Organ',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('assembly', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='organs', to='members.assembly')),
                ('kind', models.CharField(choices=[('committee', '专门委员会'), ('office', '办公室'), ('group', '委员小组'), ('party', '党派'), ('organisation', '人民团体')], max_length=16)),
                ('code', models.SlugField()),
                ('name', models.CharField(max_length=60)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('scope', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='organ', to='accounts.scope')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'code'), name='members_organ_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['committee', 'office', 'group', 'party', 'organisation'])), name='members_organ_kind'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='members_organ_period')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('assembly', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='members.assembly')),
                ('number', models.PositiveSmallIntegerField()),
                ('seal', models.CharField(blank=True, max_length=64)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'number'), name='members_term_once'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='members_term_period'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('assembly', 'assembly', models.Value('[]'), function='int8range'), '&&'), (models.Func('from_on', 'until_on', function='daterange'), '&&')], name='members_term_alone'), models.CheckConstraint(condition=models.Q(models.Q(('frozen_at__isnull', True), ('seal', '')), models.Q(models.Q(('seal', ''), _negated=True), ('frozen_at__isnull', False), ('until_on__isnull', False)), _connector='OR'), name='members_term_frozen')],
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sectors', to='members.term')),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('term', 'code'), name='members_sector_once')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='members.assembly')),
                ('term', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='members.term')),
                ('number', models.PositiveSmallIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('term', 'number'), name='members_session_once'), models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='members_session_days'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='members_session_period'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('assembly', 'assembly', models.Value('[]'), function='int8range'), '&&'), (models.Func('from_on', 'until_on', function='daterange'), '&&')], name='members_session_alone')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('assembly', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='members.assembly')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='members.term')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('number', models.CharField(help_text="number on the member's card", max_length=20)),
                ('sector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='members.sector')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='members.organ')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('sort_key', models.CharField(help_text='pinyin, for sorting', max_length=200)),
                ('spelled', models.CharField(help_text='pinyin and its initials, for quick finding', max_length=200)),
                ('gender', models.CharField(blank=True, choices=[('female', '女'), ('male', '男')], max_length=6)),
                ('ethnicity', models.CharField(blank=True, max_length=30, verbose_name='民族')),
                ('party', models.CharField(blank=True, max_length=30, verbose_name='党派')),
                ('born', models.CharField(blank=True, help_text='as precisely as known: 1968, 1968-05 or 1968-05-12', max_length=10, verbose_name='出生')),
                ('workplace', models.CharField(blank=True, max_length=120, verbose_name='单位及职务')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                ('leave_reason', models.CharField(blank=True, choices=[('resigned', '辞去委员'), ('moved', '工作调离'), ('removed', '撤销委员资格'), ('deceased', '去世'), ('transferred', '调整界别或专委会'), ('term_ended', '届满')], max_length=16)),
            ],
            options={
                'indexes': [models.Index(models.F('assembly'), models.F('term'), models.F('sort_key'), models.F('id'), name='members_member_sorted')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('assembly', 'assembly', models.Value('[]'), function='int8range'), '&&'), (models.Func('person', 'person', models.Value('[]'), function='int8range'), '&&'), (models.Func('from_on', 'until_on', function='daterange'), '&&')], name='members_member_once'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('term', 'term', models.Value('[]'), function='int8range'), '&&'), (models.Func(models.Func('number', models.Value(0), function='hashtextextended', output_field=models.BigIntegerField()), models.Func('number', models.Value(0), function='hashtextextended', output_field=models.BigIntegerField()), models.Value('[]'), function='int8range'), '&&'), (models.Func('from_on', 'until_on', function='daterange'), '&&')], name='members_member_number'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='members_member_period'), models.CheckConstraint(condition=models.Q(('leave_reason__in', ['', 'resigned', 'moved', 'removed', 'deceased', 'transferred', 'term_ended'])), name='members_member_reason'), models.CheckConstraint(condition=models.Q(('leave_reason', ''), ('until_on__isnull', False), _connector='OR'), name='members_member_left')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='members.member')),
                ('kind', models.CharField(choices=[('chair', '主席'), ('vice_chair', '副主席'), ('secretary_general', '秘书长'), ('standing', '常务委员'), ('party_secretary', '党组书记'), ('party_group', '党组成员'), ('director', '主任'), ('deputy_director', '副主任'), ('convenor', '召集人')], max_length=20)),
                ('organ', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='members.organ')),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='members.sector')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='members_post_period'), models.CheckConstraint(condition=models.Q(('kind__in', ['chair', 'vice_chair', 'secretary_general', 'standing', 'party_secretary', 'party_group', 'director', 'deputy_director', 'convenor'])), name='members_post_kind'), models.CheckConstraint(condition=models.Q(('organ__isnull', True), ('sector__isnull', True), _connector='OR'), name='members_post_place'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('member', 'member', models.Value('[]'), function='int8range'), '&&'), (models.Func(models.Func('kind', models.Value(0), function='hashtextextended', output_field=models.BigIntegerField()), models.Func('kind', models.Value(0), function='hashtextextended', output_field=models.BigIntegerField()), models.Value('[]'), function='int8range'), '&&'), (models.Func(django.db.models.functions.comparison.Coalesce('organ', 0), django.db.models.functions.comparison.Coalesce('organ', 0), models.Value('[]'), function='int8range'), '&&'), (models.Func(django.db.models.functions.comparison.Coalesce('sector', 0), django.db.models.functions.comparison.Coalesce('sector', 0), models.Value('[]'), function='int8range'), '&&'), (models.Func('from_on', 'until_on', function='daterange'), '&&')], name='members_post_once')],
            },
        ),
    ]
