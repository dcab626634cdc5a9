import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=80)),
                ('at', models.DateTimeField(help_text='when it happened')),
                ('assembly_id', models.BigIntegerField(null=True)),
                ('subject_kind', models.CharField(max_length=80)),
                ('subject_id', models.BigIntegerField()),
                ('actor_id', models.BigIntegerField(help_text='the person who did it; null for the system', null=True)),
                ('request_id', models.UUIDField(help_text='groups the entries of one request', null=True)),
                ('payload', models.JSONField(default=dict)),
                ('tx', models.BigIntegerField(db_default=0, editable=False)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('digest', models.BinaryField(db_default=b'')),
            ],
            options={
                'indexes': [models.Index(models.F('subject_kind'), models.F('subject_id'), models.F('id'), name='spine_entry_subject'), models.Index(models.F('assembly_id'), models.F('kind'), models.F('at'), name='spine_entry_kind'), models.Index(models.F('tx'), models.F('id'), name='spine_entry_tx')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('from_tx', models.BigIntegerField()),
                ('until_tx', models.BigIntegerField()),
                ('ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('marks', models.BinaryField()),
                ('hash', models.BinaryField()),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('from_tx__lt', models.F('until_tx'))), name='spine_seal_range')],
            },
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reaction', models.CharField(max_length=120)),
                ('owed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('done_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='spine.entry')),
            ],
            options={
                'indexes': [models.Index(models.F('owed_at'), condition=models.Q(('done_at__isnull', True)), name='spine_errand_owed')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'reaction'), name='spine_errand_once')],
            },
        ),
    ]
