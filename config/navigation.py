"""The menu: what is in it, in which order, and who sees which entry."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from config.reader import about_reader
from dossiers import access
from dossiers.administration import administers, grants_here
from dossiers.vocabulary import SEAT_ROLES, Role
from workflow.desk_board import reads_board
from workflow.results import reads_results
from workflow.waiting import has_pools


def everyone(request: HttpRequest) -> bool:
    return True


def administrators(request: HttpRequest) -> bool:
    """Whether the person who asks holds the administrator's post now."""
    return administers(request)


def those_with_pools(request: HttpRequest) -> bool:
    """Whether the person who asks works on dossiers that wait together, or reads all."""
    return has_pools(grants_here(request))


def those_who_read_results(request: HttpRequest) -> bool:
    """Whether the results of a year belong to the work of the person who asks."""
    return reads_results(grants_here(request))


def heads(request: HttpRequest) -> bool:
    """Whether the person who asks answers for the work of others."""
    return reads_board(grants_here(request))


def at_work(request: HttpRequest) -> bool:
    """Whether the person who asks holds any post or seat: a nominee without one has little to look for."""
    return bool(grants_here(request))


def those_in_sessions(request: HttpRequest) -> bool:
    """Whether the person who asks sits in a council or works at a body."""
    return bool(access.places(grants_here(request), (*SEAT_ROLES, *access.BODY_ROLES, Role.INSPECTOR)))


def those_of_the_body(request: HttpRequest) -> bool:
    """Whether the person who asks works at a body or reads everything."""
    return bool(access.places(grants_here(request), (*access.BODY_ROLES, Role.INSPECTOR)))


def those_with_postings(request: HttpRequest) -> bool:
    """Whether the person who asks works in an office, or reads everything."""
    return bool(access.places(grants_here(request), (*access.OFFICE_ROLES, Role.INSPECTOR)))


def nominees(request: HttpRequest) -> bool:
    """Whether the person who asks has a dossier of the own to read: one that was sent, or whose report was asked."""
    return bool(about_reader(request)["own"])


@dataclass(frozen=True)
class Entry:
    label: str
    names: tuple[str, ...]  # the first that resolves is the address
    shown_to: Callable[[HttpRequest], bool] = everyone


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    here: bool


MENU = (
    Entry("Việc cần làm", ("workflow:inbox",)),
    Entry("Hồ sơ của tôi", ("workflow:own",), nominees),
    Entry("Hồ sơ", ("dossiers:dossier_list",), at_work),
    Entry("Hồ sơ chờ", ("workflow:board",), those_with_pools),
    Entry("Tờ trình", ("dossiers:hand_in_list",), at_work),
    Entry("Lấy ý kiến", ("workflow:consultations",), those_of_the_body),
    Entry("Phiên họp", ("workflow:sessions",), those_in_sessions),
    Entry("Công khai", ("workflow:postings",), those_with_postings),
    Entry("Quyết định", ("workflow:decisions",), those_of_the_body),
    Entry("Tình hình", ("workflow:desk_board",), heads),
    Entry("Kết quả", ("workflow:latest_results",), those_who_read_results),
    Entry("Năm thi đua", ("dossiers:season_list",), at_work),
    Entry("Lịch làm việc", ("workflow:calendar",), at_work),
    Entry("Quy trình", ("workflow:process",)),
    Entry("Trợ giúp", ("help",)),
    Entry("Hàng đợi thông báo", ("notifications:queue",), administrators),
    Entry("Thiết lập", ("set_up",), administrators),
    Entry("Cấu hình", ("admin:index",), administrators),
)


def address(names: tuple[str, ...]) -> str | None:
    """The first of the named pages that exists in this installation."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return None


def covers(url: str, page: str) -> bool:
    """Is `page` in the section that begins at `url`? The front page covers only itself."""
    return page == url or (url != "/" and page.startswith(url))


def menu(request: HttpRequest) -> list[Link]:
    """The links of the menu for this person; the one whose section is open is marked."""
    if not request.user.is_authenticated:
        return []
    pages = [(entry.label, address(entry.names)) for entry in MENU if entry.shown_to(request)]
    links = [(label, url) for label, url in pages if url is not None]
    here = max((url for _, url in links if covers(url, request.path)), key=len, default=None)
    return [Link(label, url, url == here) for label, url in links]
