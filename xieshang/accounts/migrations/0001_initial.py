import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.text
import xieshang.spine.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('assembly', '政协'), ('organ', '专委会'), ('bureau', '承办单位')], max_length=16)),
                ('name', models.CharField(max_length=120)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['assembly', 'organ', 'bureau'])), name='accounts_scope_kind')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.scope')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('sort_key', models.CharField(blank=True, help_text='pinyin, for sorting and quick finding', max_length=200)),
                ('phone', models.CharField(blank=True, max_length=20, null=True, verbose_name='手机号')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='电子邮箱')),
                ('is_active', models.BooleanField(default=True)),
                ('must_change_password', models.BooleanField(default=False, help_text='a first password must be changed at once')),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('is_demo', models.BooleanField(default=False, help_text='an account of the demo city; production refuses to start')),
                ('created_at', models.DateTimeField(default=xieshang.spine.clock.now)),
            ],
            options={
                'verbose_name': '人员',
                'indexes': [models.Index(models.F('sort_key'), models.F('id'), name='accounts_person_sorted')],
                'constraints': [models.UniqueConstraint(fields=('phone',), name='accounts_person_phone', violation_error_message='这个手机号已经有账号，请在人员列表里查找，直接授予角色。'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='accounts_person_email', violation_error_message='这个电子邮箱已经有账号，请在人员列表里查找，直接授予角色。'), models.CheckConstraint(condition=models.Q(('phone__isnull', False), ('email__isnull', False), _connector='OR'), name='accounts_person_reachable')],
            },
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='second_factors', to='accounts.scope')),
                ('role', models.CharField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scope', 'role'), name='accounts_second_factor_once')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('member', '委员'), ('proposals_clerk', '提案工作人员'), ('office_clerk', '办公室工作人员'), ('committee_officer', '专委会工作人员'), ('bureau_clerk', '承办单位经办人'), ('bureau_leader', '承办单位负责人'), ('chair', '主席会议成员'), ('secretary_general', '秘书长'), ('auditor', '审计员'), ('administrator', '系统管理员')], max_length=32)),
                ('scope', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='accounts.scope')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('scope'), models.F('person'), name='accounts_grant_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='accounts_grant_period'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('person', 'person', models.Value('[]'), function='int8range'), '&&'), (models.Func('scope', 'scope', models.Value('[]'), function='int8range'), '&&'), (models.Func(models.Func('role', models.Value(0), function='hashtextextended', output_field=models.BigIntegerField()), models.Func('role', models.Value(0), function='hashtextextended', output_field=models.BigIntegerField()), models.Value('[]'), function='int8range'), '&&'), (models.Func('from_on', 'until_on', function='daterange'), '&&')], name='accounts_grant_once', violation_error_message='这个人刚被授予同样的角色，请刷新页面再看。')],
            },
        ),
    ]
