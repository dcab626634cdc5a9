import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bureau',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('code', models.SlugField()),
                ('name', models.CharField(max_length=80)),
                ('short_name', models.CharField(max_length=30)),
                ('letter_mark', models.CharField(max_length=20)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bureaus', to='members.assembly')),
                ('scope', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bureau', to='accounts.scope')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'code'), name='bureaus_bureau_once', violation_error_message='这个代码已被另一个承办单位使用，请换一个。'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='bureaus_bureau_period')],
            },
        ),
    ]
