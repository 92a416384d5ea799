"""A deadline in templates: `{% due moment subject %}` in lists, `{% due_full moment subject %}` where there is room.

`subject` bears due_basis, due_evidence, due_citation, as `Timed` does; `now` of the page says what is late.
"""

from datetime import datetime
from typing import Any

from django import template
from django.template.defaultfilters import date as written
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dossiers import origins

register = template.Library()
NONE = "không tính hạn"


@register.simple_tag(takes_context=True)
def due(context: dict[str, Any], moment: datetime | None, subject: Any) -> SafeString:
    """The day, late or not, and in a word who set it."""
    if moment is None:
        return format_html('<span class="vd-muted">{}</span>', NONE)
    return format_html("{}{}", _day(context, moment), badge(subject))


@register.simple_tag(takes_context=True)
def due_full(context: dict[str, Any], moment: datetime | None, subject: Any) -> SafeString:
    """The day, who set it by which paper, and what was added to it."""
    if moment is None:
        return format_html('<span class="vd-muted">{}</span>', NONE)
    words = origins.full(*_origin(subject))
    added = extended(subject)
    return format_html(
        "{}{}{}", _day(context, moment), f" · {words}" if words else "", f" · {added}" if added else ""
    )


@register.simple_tag
def badge(subject: Any) -> SafeString:
    """'theo quy định', 'cơ quan đặt' …, small; nothing where nobody says."""
    basis, evidence, _ = _origin(subject)
    words = getattr(subject, "set_by", None) or origins.short(basis, evidence)
    kind = "assumed" if origins.is_assumed(evidence) else basis
    return format_html(' <span class="vd-basis vd-basis-{}">{}</span>', kind, words) if words else SafeString("")


@register.filter
def extended(subject: Any) -> str:
    """'gia hạn 2 lần, tổng 7 ngày làm việc' of the running term; empty if it was never extended."""
    return origins.extension(subject) if hasattr(subject, "extended_times") else ""


def _origin(subject: Any) -> tuple[str, str, str]:
    return (
        getattr(subject, "due_basis", "") or "", getattr(subject, "due_evidence", "") or "",
        getattr(subject, "due_citation", "") or "",
    )


def _day(context: dict[str, Any], moment: datetime) -> SafeString:
    now, day = context.get("now"), written(moment, "d/m/Y")
    late = isinstance(now, datetime) and moment < now
    return format_html('<span class="vd-late">Quá hạn {}</span>', day) if late else format_html("{}", day)
