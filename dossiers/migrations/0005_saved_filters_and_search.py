"""Saved filters, and the folded name by which a search ranks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0004_document_templates'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='name_key',
            field=models.CharField(db_index=True, default='', editable=False, max_length=400),
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='tên bộ lọc')),
                ('query', models.CharField(max_length=1000, verbose_name='điều kiện')),
                ('is_default', models.BooleanField(default=False, verbose_name='mở sẵn')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_filters', to=settings.AUTH_USER_MODEL, verbose_name='người lưu')),
            ],
            options={
                'verbose_name': 'bộ lọc đã lưu',
                'verbose_name_plural': 'bộ lọc đã lưu',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='saved_filter_named_once'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('user',), name='one_default_filter')],
            },
        ),
    ]
