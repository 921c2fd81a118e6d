from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0006_errands_workers'),
        ('ocr_engine', '0001_readings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(condition=models.Q(('outcome', 'done')), fields=['at'], name='reading_by_time'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'wanted')), fields=('page', 'recipe'), name='one_open_wish_for_page_and_recipe'),
        ),
    ]
