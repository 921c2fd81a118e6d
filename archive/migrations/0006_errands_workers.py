import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0005_attempts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lease', models.CharField(blank=True, editable=False, max_length=32)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('not_before', models.DateTimeField(editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='attempts')),
                ('deaths', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='deaths')),
                ('halted', models.CharField(blank=True, max_length=40, verbose_name='halted')),
                ('halted_step', models.CharField(blank=True, editable=False, max_length=12)),
                ('why', models.TextField(blank=True, verbose_name='why')),
                ('verb', models.CharField(max_length=40, verbose_name='verb')),
                ('operator', models.BooleanField(default=False)),
                ('scope', models.JSONField(default=dict, verbose_name='pages')),
                ('options', models.JSONField(blank=True, default=dict, verbose_name='options')),
                ('after', models.BigIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'errand',
                'verbose_name_plural': 'errands',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['id'], name='errand_open')],
            },
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('host', models.CharField(max_length=120, verbose_name='machine')),
                ('pid', models.PositiveBigIntegerField(verbose_name='process')),
                ('slots', models.PositiveSmallIntegerField(default=1, verbose_name='pages at once')),
                ('since', models.DateTimeField(auto_now_add=True, verbose_name='since')),
                ('seen_at', models.DateTimeField(verbose_name='last sign of life')),
            ],
            options={
                'verbose_name': 'worker',
                'verbose_name_plural': 'workers',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['actor', '-id'], name='event_by_actor'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['verb', '-id'], name='event_by_verb'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['at'], name='event_by_time'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(condition=models.Q(('lease', ''), _negated=True), fields=['id'], name='page_in_hand'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(condition=models.Q(('not_before__isnull', False)), fields=['id'], name='page_pausing'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(condition=models.Q(('condition', 'skipped')), fields=['id'], name='page_skipped'),
        ),
    ]
