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
            name='File',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='names the file to the outside', unique=True)),
                ('name', models.CharField(help_text='as typed, made safe', max_length=120)),
                ('media_type', models.CharField(max_length=120)),
                ('size', models.PositiveIntegerField(help_text='bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('stored_path', models.CharField(help_text='relative to the files folder', max_length=120, unique=True)),
                ('uploaded_at', models.DateTimeField(default=xieshang.spine.clock.now)),
                ('subject_kind', models.CharField(blank=True, max_length=80)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('purpose', models.CharField(help_text="what it is to its subject, in the owner room's words", max_length=40)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(models.F('subject_kind'), models.F('subject_id'), name='documents_file_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='documents_file_size'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='documents_file_sha256'), models.CheckConstraint(condition=models.Q(models.Q(('subject_id__isnull', True), ('subject_kind', '')), models.Q(('subject_id__isnull', False), models.Q(('subject_kind', ''), _negated=True)), _connector='OR'), name='documents_file_whose')],
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(help_text='such as "proposals/9-1"', max_length=80)),
                ('last', models.PositiveIntegerField(default=0)),
                ('assembly', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.assembly')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assembly', 'series'), name='documents_series_once')],
            },
        ),
    ]
