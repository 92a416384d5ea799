"""An index for the lists of what is overdue."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0010_ballot_papers'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='dossier_by_term'),
        ),
    ]
