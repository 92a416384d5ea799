from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0017_rungs_given_up")]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="late",
            field=models.BooleanField(db_default=False, default=False, verbose_name="trả lời sau hạn"),
        ),
    ]
