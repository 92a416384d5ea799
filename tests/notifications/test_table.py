"""The table is whole: every act and event has a row, every word an audience, every text a template."""

import ast

from django.urls import reverse

from dossiers.lifecycle import read_acts
from dossiers.models import Dossier
from notifications.checks import check_table, faults
from notifications.events import row_of
from notifications.leading import PAGES
from notifications.table import ACTS, EVENTS, SILENCE, TABLE, Tell
from tests.house.sources import trees
from workflow.deeds import DEEDS


def written_acts() -> set[str]:
    """The acts that the product names where it opens a batch (`transact`) or writes the journal (`act=`)."""
    found = set()
    for tree in trees().values():
        for node in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
            name = ast.unparse(node.func).split(".")[-1]
            named = [each.value for each in node.keywords if each.arg == "act" and name in ("write", "chain")]
            named += node.args[:1] if name == "transact" else []
            found |= {each.value for each in named if isinstance(each, ast.Constant)}
    return found


def test_the_table_has_no_fault():
    assert check_table() == []


def test_every_act_of_the_lifecycle_has_a_row_and_no_row_is_left_over():
    assert set(ACTS) == set(read_acts(Dossier))
    assert set(EVENTS) == set(DEEDS)


def test_whatever_is_written_to_the_journal_has_a_row():
    assert written_acts() - set(TABLE) == set()
    assert {"vote", "propose_revocation"} <= written_acts()


def test_a_missing_row_is_found():
    assert faults({}, acts={"submit"}) == ["việc 'submit' không có dòng trong bảng thông báo"]


def test_an_unknown_audience_page_or_text_is_found():
    told = faults({"submit": (Tell(("hàng xóm",), "submit_desk"),)}, acts=set())
    assert told == ["việc 'submit': không có nhóm người nhận 'hàng xóm'"]
    told = faults({"submit": (Tell(("desk",), "submit_desk", "nowhere"),)}, acts=set())
    assert told == ["việc 'submit': không có trang 'nowhere'"]
    assert "không dùng được" in faults({"submit": (Tell(("desk",), "no_such_text"),)}, acts=set())[0]
    assert faults({"submit": (Tell((), "submit_desk"),)}, acts=set()) == [
        "việc 'submit': thông báo 'submit_desk' không có người nhận"
    ]


def test_an_act_without_a_row_is_told_to_nobody_and_noted(caplog):
    assert row_of("no_such_act") == SILENCE
    assert "no_such_act" in caplog.text


def test_votes_are_silence():
    assert (TABLE["vote"], TABLE["close_session"]) == (SILENCE, SILENCE)


def test_nominees_hear_what_was_sent_and_what_was_granted():
    hears = {act for act, row in TABLE.items() for tell in row if "nominee" in tell.audiences}
    assert hears == {"submit", "issue", "record_grant"}


def test_every_page_that_a_link_may_lead_to_exists():
    asked = {"work": (), "list": (), "unit": (1,), "session": (1,), "decision": (1,), "season": (1,), "hand_in": (1,)}
    asked |= {"own": (), "duties": (), "posting": (1,), "consultation": (1,), "enquiry": (1,), "paper": ()}
    found = {page: reverse(PAGES[page], args=args) for page, args in asked.items()}
    assert set(found) == set(PAGES)
    assert reverse("workflow:dossier", args=["P01-001"]) not in found.values()
