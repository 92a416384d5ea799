"""A paper is served only to whom it concerns; for everybody else it does not exist."""

import pytest
from django.urls import reverse

from dossiers import papers
from dossiers.models import HandIn, Paper, PaperType
from dossiers.vocabulary import Role
from tests.dossiers.files import PDF, docx, jpeg, png, upload, xlsx
from tests.dossiers.places import make_office
from tests.factories import make_draft, make_hand_in, make_holder, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def attach(office, name: str, content: bytes = PDF) -> Paper:
    hand_in = make_hand_in(office.unit, office.department, office.season)
    kind = PaperType.objects.get_or_create(code="TT", defaults={"name": "Tờ trình"})[0]
    return papers.attach(papers.store(upload(name, content)), name=name, paper_type=kind, hand_in=hand_in, actor=None)


def fetch(client, user, paper):
    client.force_login(user)
    return client.get(reverse("dossiers:paper_file", args=[paper.pk]))


@pytest.mark.parametrize(
    ("name", "content", "content_type", "how"),
    [
        ("Tờ trình.pdf", PDF, "application/pdf", "inline"), ("a.png", png(), "image/png", "inline"),
        ("a.jpg", jpeg(), "image/jpeg", "inline"), ("a.docx", docx(), "wordprocessingml.document", "attachment"),
        ("a.xlsx", xlsx(), "spreadsheetml.sheet", "attachment"),
    ],
)
def test_papers_come_with_their_type_and_name(client, office, name, content, content_type, how):
    response = fetch(client, office.head, attach(office, name, content))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == content
    assert response["Content-Type"].endswith(content_type)
    assert response["Content-Disposition"].split(";")[0] == how
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(("name", "content"), [("a.pdf", PDF), ("a.png", png()), ("a.docx", docx())])
def test_a_paper_is_framed_by_our_own_pages_only_and_runs_nothing(client, office, name, content):
    response = fetch(client, office.head, attach(office, name, content))
    policy = dict(each.strip().partition(" ")[::2] for each in response["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["frame-ancestors"], "script-src" in policy) == ("'none'", "'self'", False)
    assert ("sandbox" in policy) == (not name.endswith("pdf"))
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_name_keeps_its_accents(client, office):
    response = fetch(client, office.head, attach(office, "Tờ trình số 12.pdf"))
    assert response["Content-Disposition"] == "inline; filename*=utf-8''T%E1%BB%9D%20tr%C3%ACnh%20s%E1%BB%91%2012.pdf"


def test_a_paper_of_a_draft_is_for_its_unit_only(client, office):
    paper = attach(office, "bí mật.pdf")
    strangers = [
        office.stranger, office.keeper, make_user(), make_user(is_superuser=True, is_staff=True),
        make_holder(Role.ADMINISTRATOR, office.department), make_holder(Role.INSPECTOR, office.department),
    ]
    assert [fetch(client, person, paper).status_code for person in strangers] == [404] * 6
    assert [fetch(client, person, paper).status_code for person in (office.drafter, office.head)] == [200, 200]


def test_once_sent_the_receiving_office_reads_it(client, office):
    paper = attach(office, "a.pdf")
    HandIn.objects.filter(pk=paper.hand_in_id).update(submitted_at=paper.uploaded_at)
    assert fetch(client, office.keeper, paper).status_code == 200
    assert fetch(client, office.stranger, paper).status_code == 404


def test_a_paper_of_a_line_is_for_who_may_see_the_line(client, office):
    dossier = make_draft(hand_in=make_hand_in(office.unit, office.department, office.season), award=office.award)
    kind = PaperType.objects.create(code="BC", name="Báo cáo")
    paper = papers.attach(papers.store(upload("a.pdf")), name="a.pdf", paper_type=kind, dossier=dossier, actor=None)
    assert fetch(client, office.head, paper).status_code == 200
    assert fetch(client, office.stranger, paper).status_code == 404


def test_a_paper_whose_bytes_are_gone_is_not_found(client, office):
    paper = attach(office, "a.pdf")
    papers.path_of(paper.file).unlink()
    assert fetch(client, office.head, paper).status_code == 404


def test_there_is_nothing_for_who_is_not_logged_in(client, office):
    response = client.get(reverse("dossiers:paper_file", args=[attach(office, "a.pdf").pk]))
    assert response.status_code == 302
