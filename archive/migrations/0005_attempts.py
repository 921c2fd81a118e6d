from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0004_act'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=64, unique=True)),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures')),
                ('at', models.DateTimeField(db_index=True, verbose_name='last')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='shut until')),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ['-at'],
            },
        ),
    ]
