"""Nobody can do anything before the least period of a posting is over: its ladder begins on the morning after."""

from typing import Any

from django.db import migrations

BEFORE = (-5, -2, 0)


def climb_after_the_end(apps: Any, editor: Any) -> None:
    """Rungs as they were shipped go; what an office has changed stays. The new ones are sown after the migration."""
    shipped = apps.get_model("workflow", "Rung").objects.filter(kind="posting", active=True)
    shipped.filter(offset__in=BEFORE, audience="desk").delete()
    shipped.filter(offset=1, audience="desk_superior").update(audience="desk")


class Migration(migrations.Migration):
    dependencies = [("workflow", "0015_follow")]

    operations = [migrations.RunPython(climb_after_the_end, migrations.RunPython.noop)]
