"""What this installation knows of the people a paper asks about: their dossiers and awards, as far as the reader may
see them. The reason of a hold is restricted and never among it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from dossiers import access, text
from dossiers.models import Dossier, Nominee, RegisterEntry
from dossiers.roles import Grant
from dossiers.vocabulary import Nature
from workflow.enquiry.models import EnquiryLine

MOST = 5  # namesakes offered for a line


@dataclass
class Known:
    """One nominee with what is known; `linked`: a person said that this is who is asked about."""

    nominee: Nominee
    linked: bool = False
    dossiers: list[Dossier] = field(default_factory=list)
    awards: list[RegisterEntry] = field(default_factory=list)


def of_lines(
    lines: Sequence[EnquiryLine], user: Any, *, grants: list[Grant] | None = None
) -> dict[int, list[Known]]:
    """Line pk → the linked nominee, else everybody of that name. Three queries."""
    wanted = Q(pk__in=[line.nominee_id for line in lines if line.nominee_id])
    for line in lines:
        if not line.nominee_id:
            wanted |= Q(search_key__startswith=text.fold(line.name))
    people = list(Nominee.objects.filter(wanted).select_related("unit").order_by("name", "pk"))
    dossiers = access.as_shown(user, grants=grants).filter(nominee__in=people).exclude(season__nature=Nature.REHEARSAL)
    rows = dossiers.select_related("award", "season").order_by("-season__year", "award__position", "pk")
    by_person: dict[int, list[Dossier]] = {}
    for dossier in rows:
        by_person.setdefault(dossier.nominee_id, []).append(dossier)
    given: dict[int, list[RegisterEntry]] = {}
    for entry in RegisterEntry.objects.filter(nominee__in=people).select_related("award", "body"):
        given.setdefault(entry.nominee_id, []).append(entry)
    return {line.pk: list(_of_line(line, people, by_person, given)) for line in lines}


def about(lines: Iterable[EnquiryLine], user: Any) -> list[EnquiryLine]:
    """Those of the lines that mean this account: the nominee is linked, or none is and the name is the same. One
    query."""
    own = dict(Nominee.objects.filter(user=user).values_list("pk", "name"))
    names = {text.fold(name) for name in own.values()}
    return [each for each in lines if (each.nominee_id in own if each.nominee_id else text.fold(each.name) in names)]


def _of_line(
    line: EnquiryLine, people: Sequence[Nominee], dossiers: dict[int, list[Dossier]],
    awards: dict[int, list[RegisterEntry]],
) -> Iterable[Known]:
    key = text.fold(line.name)
    found = [each for each in people if each.pk == line.nominee_id] if line.nominee_id else [
        each for each in people if text.fold(each.name) == key
    ][:MOST]
    for each in found:
        yield Known(each, each.pk == line.nominee_id, dossiers.get(each.pk, []), awards.get(each.pk, []))
