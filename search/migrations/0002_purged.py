from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='indexcount',
            name='purged',
            field=models.BigIntegerField(default=0),
        ),
    ]
