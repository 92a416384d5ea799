"""Who signs for a body, and the words about it."""

from datetime import date

from dossiers.documents.words import Values, signer
from dossiers.models import Post, Unit, User
from dossiers.models.base import in_force
from dossiers.vocabulary import Role


def head_of(body: Unit) -> str:
    """'Giám đốc Sở Tư pháp': the authority in whose name the body decides."""
    return f"{body.decider_title or 'Thủ trưởng'} {body.name}"


def by_decider(body: Unit, *, day: date) -> Values:
    """The signature of the decider, not given yet."""
    title, name = signer(Role.DECIDER, body, day=day)
    return {"chuc_vu_ky": (body.decider_title or title).upper(), "nguoi_ky": name}


def by_signer(form: str, user: User | None, name: str, body: Unit, *, day: date) -> Values:
    """The signature that was given: 'KT. GIÁM ĐỐC' above the signer's own title, or the chief's title alone."""
    if not form:
        return by_decider(body, day=day) | {"nguoi_ky": name}
    posts = Post.objects.filter(in_force(day), user=user, unit=body).exclude(title="").order_by("pk")
    own = posts.values_list("title", flat=True).first() or _usual(form, body)
    return {"chuc_vu_ky": "\n".join(part for part in (form, own) if part).upper(), "nguoi_ky": name}


def by_office(body: Unit, *, day: date) -> Values:
    """The head of the standing office signs by order (TL.) of the head of the body."""
    title, name = signer(Role.OFFICE_HEAD, body, day=day)
    order = f"TL. {body.decider_title}\n" if body.decider_title else ""
    return {"chuc_vu_ky": f"{order}{title}".upper(), "nguoi_ky": name}


def office_of(body: Unit) -> str:
    """The name of the standing office."""
    return body.office_name or "Bộ phận thường trực"


def _usual(form: str, body: Unit) -> str:
    """A deputy without a title of its own: 'Phó Giám đốc'."""
    return f"Phó {body.decider_title}" if form.startswith("KT.") and body.decider_title else ""
