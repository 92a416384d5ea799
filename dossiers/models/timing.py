"""What every deadline keeps, so that it can be explained, extended and counted again on another calendar."""

from django.db import models

from dossiers import origins
from dossiers.vocabulary import Basis, Counting, Evidence


class Timed(models.Model):
    """A subject with one running term: when it began, how many days, who set it, when it ends.

    `due_at` is the last moment of the term, None while no term runs. It follows from the other columns and the working
    calendar, never the other way round. `term_no` counts the terms that were begun: what was armed for an earlier one
    is stale.
    """

    due_at = models.DateTimeField("hạn", null=True, blank=True)
    due_from = models.DateTimeField("hạn tính từ", null=True, blank=True)
    due_days = models.PositiveSmallIntegerField("số ngày của hạn", null=True, blank=True)
    due_unit = models.CharField("tính theo", max_length=8, choices=Counting, default=Counting.WORKING)
    due_basis = models.CharField("hạn do đâu", max_length=8, choices=Basis, blank=True)
    due_citation = models.CharField("căn cứ của hạn", max_length=255, blank=True)
    due_evidence = models.CharField("mức căn cứ của hạn", max_length=1, choices=Evidence, blank=True)
    extended_days = models.PositiveSmallIntegerField("số ngày gia hạn", default=0)
    extended_times = models.PositiveSmallIntegerField("số lần gia hạn", default=0)
    term_no = models.PositiveIntegerField("lần tính hạn", default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def set_by(self) -> str:
        """Who set the running term, in words: 'theo quy định', 'cơ quan đặt' …; empty where nobody says."""
        return origins.short(self.due_basis, self.due_evidence)
