"""Rungs that failed too often are given up, with their error."""

from django.db import migrations, models

OUTCOMES = [
    ("fired", "Đã thực hiện"), ("stale", "Hạn đã thay đổi, bỏ qua"), ("off", "Bậc đang tắt, bỏ qua"),
    ("failed", "Không thực hiện được, đã thôi thử"), ("skipped", "Không thực hiện được, đã bỏ qua"),
]


class Migration(migrations.Migration):
    dependencies = [("workflow", "0016_ladder_of_postings")]

    operations = [
        migrations.AddField(
            "firing", "error",
            models.CharField(blank=True, db_default="", default="", max_length=255, verbose_name="lỗi"),
        ),
        migrations.AlterField("firing", "outcome", models.CharField(choices=OUTCOMES, max_length=8)),
        migrations.AddIndex(
            "firing",
            models.Index(condition=models.Q(("outcome", "failed")), fields=["id"], name="firing_failed"),
        ),
    ]
