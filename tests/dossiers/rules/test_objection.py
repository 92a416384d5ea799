"""What a refusal says."""

import pickle

import pytest

from dossiers.rules import registry
from dossiers.rules.objection import Objection, Refused, waive
from dossiers.vocabulary import Family


def objection(**fields) -> Objection:
    return Objection(**({"family": Family.PAPERS, "text": "Thiếu tờ trình."} | fields))


@pytest.mark.parametrize(
    ("evidence", "blocks"), [("", True), ("T", True), ("Q", True), ("L", True), ("S", False), ("M", False)]
)
def test_a_rule_blocks_only_where_its_source_was_read_quoted_or_is_local(evidence, blocks):
    assert objection(evidence=evidence).blocks is blocks


def test_a_waived_family_becomes_advice_and_others_stay():
    assert waive(objection(), ["papers"]).blocks is False
    assert waive(objection(), ["quota", "standard"]) == objection()


def test_what_may_not_be_waived_stays_a_block():
    assert waive(objection(waivable=False), ["papers"]).blocks is True


def test_a_refusal_lists_every_objection_and_the_families_that_block():
    wrong = objection(family=Family.AUTHORITY, text="Sai thẩm quyền.")
    advice = objection(family=Family.QUOTA, text="Vượt tỷ lệ.", evidence="M")
    refused = Refused({7: [objection(), advice], 8: [objection()]}, general=[wrong])
    assert refused.all == [wrong, objection(), advice, objection()]
    assert refused.families == {"authority", "papers"}
    assert str(refused) == "Sai thẩm quyền. Thiếu tờ trình. Vượt tỷ lệ."


def test_a_refusal_can_be_raised_and_carried_to_another_process():
    with pytest.raises(Refused) as caught:
        raise Refused({7: [objection()]})
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.by_dossier, copy.general) == ({7: [objection()]}, [])


def test_a_need_is_answered_once():
    with pytest.raises(ValueError, match="answered twice"):
        registry.need("authority")(lambda question: {})


def test_every_need_of_this_floor_has_its_answer():
    ours = {
        name for name, answer in registry.evaluators().items() if answer.__module__.startswith("dossiers.rules.")
    }
    assert ours == {
        "authority", "subject", "one_open", "papers_submit", "papers_table", "papers_forward", "papers_sign",
        "season_open", "cited_paper", "unit_meeting", "paper_checked",
    }
