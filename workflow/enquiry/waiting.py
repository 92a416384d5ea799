"""The enquiries that wait for somebody: to be answered by the office, approved by its head, sent."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from dossiers.access import places
from dossiers.roles import Grant
from dossiers.vocabulary import Role
from workflow.enquiry.models import Enquiry, Standing


def for_desks(grants: Iterable[Grant]) -> QuerySet[Enquiry]:
    """Those that wait for somebody with these posts, the most urgent first; nothing is asked for who has none."""
    held = list(grants)
    offices, heads = places(held, (Role.OFFICE,)), places(held, (Role.OFFICE_HEAD,))
    if not offices and not heads:
        return Enquiry.objects.none()
    ours = Q(body__in=offices, standing__in=[Standing.DRAFTING, Standing.APPROVED])
    theirs = Q(body__in=heads, standing=Standing.LAID)
    return Enquiry.objects.filter(ours | theirs).order_by(F("due_at").asc(nulls_last=True), "received_on", "pk")
