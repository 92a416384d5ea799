"""The help pages: one Markdown file an audience, in `config/help/`. The own audience comes first."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import markdown
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from dossiers import roles
from dossiers.vocabulary import Role

FOLDER = Path(__file__).resolve().parent / "help"


@dataclass(frozen=True)
class Audience:
    """A reader: the file's name, what the page is called, and whose roles it is for."""

    slug: str
    title: str
    roles: frozenset[str]


AUDIENCES = (
    Audience("don-vi", "Đơn vị: người soạn, thủ trưởng", frozenset({Role.UNIT_HEAD, Role.DRAFTER})),
    Audience("van-phong", "Bộ phận thường trực: tiếp nhận, thẩm định",
             frozenset({Role.OFFICE, Role.OFFICE_HEAD, Role.APPRAISER})),
    Audience("hoi-dong", "Hội đồng: thành viên, thư ký, chủ tịch",
             frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.MEMBER})),
    Audience("nguoi-ky", "Người có thẩm quyền quyết định", frozenset({Role.DECIDER, Role.DEPUTY})),
    Audience("van-thu", "Văn thư", frozenset({Role.CLERK})),
    Audience("ca-nhan", "Cá nhân được đề nghị khen thưởng", frozenset()),
    Audience("kiem-tra", "Người kiểm tra, giám sát", frozenset({Role.INSPECTOR})),
    Audience("quan-tri", "Quản trị hệ thống", frozenset({Role.ADMINISTRATOR})),
)


@require_safe
def help_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The page of one audience; without a name, that of the first role this person holds."""
    own = own_audiences({grant.role for grant in roles.grants_of(request.user)})
    page = next((each for each in AUDIENCES if each.slug == slug), None) if slug else own[0]
    if page is None:
        raise Http404
    others = [each for each in AUDIENCES if each != page]
    facts = {"page": page, "text": text_of(page.slug), "others": others, "own": [each.slug for each in own]}
    return render(request, "config/help.html", facts)


def own_audiences(held: set[str]) -> list[Audience]:
    """The audiences a person with these roles belongs to; the nominee's page for everybody without one."""
    found = [each for each in AUDIENCES if each.roles & held]
    return found or [each for each in AUDIENCES if not each.roles]


@cache
def text_of(slug: str) -> SafeString:
    """The file as HTML. Our own files only, so nothing in them is foreign."""
    text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8")
    return mark_safe(markdown.markdown(text, extensions=["tables", "sane_lists"]))  # noqa: S308
