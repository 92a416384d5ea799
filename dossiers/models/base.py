"""What several papers share."""

from django.db import models

GENESIS = "0" * 64


class Chained(models.Model):
    """A subject of the journal: it keeps the head and the length of its chain, so that a cut tail shows."""

    chain_head = models.CharField("đầu chuỗi nhật ký", max_length=64, default=GENESIS, editable=False)
    chain_length = models.PositiveIntegerField("số mục nhật ký", default=0, editable=False)

    class Meta:
        abstract = True


class Dated(models.Model):
    """Valid from–to, both days included; an open end is still in force."""

    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        abstract = True


def in_force(day: object, prefix: str = "") -> models.Q:
    """Filter for rows of a `Dated` model in force on `day`; `prefix` reaches over a relation ('posts__')."""
    return models.Q(**{f"{prefix}valid_from__lte": day}) & (
        models.Q(**{f"{prefix}valid_to__isnull": True}) | models.Q(**{f"{prefix}valid_to__gte": day})
    )
