"""The stock ways to move a row, as the documentation of the packages has them."""

from django.db import models
from django_fsm import FSMField, transition


class Stock(models.Model):
    """A row with a stock state field."""

    state = FSMField(default="new", protected=True)

    @transition(field=state, source="new", target="done")
    def finish(self) -> None: ...


class Audit(models.Model):
    """What was done to a row."""

    row = models.BigIntegerField()
    act = models.CharField(max_length=32)
