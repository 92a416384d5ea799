"""Family subject: the right kind of nominee, and one open dossier for one nominee, award and occasion."""

from django.db.models import prefetch_related_objects

from dossiers.catalogue import Ruleset, rulesets_of
from dossiers.clashes import clashes
from dossiers.models import Award, Dossier
from dossiers.rules.mending import page_of
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Family, NomineeKind, Subject


@need("subject")
def subject(question: Question) -> Answers:
    """Whether each award may go to its kind of nominee: an individual, a collective, a household."""
    dossiers = list(question.dossiers)
    prefetch_related_objects(dossiers, "award", "nominee")
    wrong = [dossier for dossier in dossiers if not fits(dossier)]
    rules = rulesets_of(wrong, question.day) if wrong else {}
    return {dossier.pk: [_wrong_kind(dossier, rules[dossier.pk])] for dossier in wrong}


def fits(dossier: Dossier) -> bool:
    """Whether the award's subject admits the nominee."""
    return suits(dossier.award, dossier.nominee.kind)


def suits(award: Award, kind: str) -> bool:
    """Whether the award may go to a nominee of that kind (a code of NomineeKind); to a household only where it is for
    individuals and collectives alike."""
    if award.subject == Subject.BOTH:
        return True
    subject = Subject.INDIVIDUAL if kind == NomineeKind.PERSON else Subject.COLLECTIVE
    return kind != NomineeKind.HOUSEHOLD and subject == award.subject


def _wrong_kind(dossier: Dossier, rules: Ruleset) -> Objection:
    only = Subject(dossier.award.subject).label.lower()
    kind = NomineeKind(dossier.nominee.kind).label.lower()
    text = f"{dossier.award.name} chỉ dành cho {only}; {dossier.nominee_name} được đề nghị là {kind}."
    return Objection(
        Family.SUBJECT, text, citation=rules.subject.citation, evidence=rules.subject.evidence,
        mend="Chọn danh hiệu, hình thức đúng đối tượng", mend_url=page_of(dossier),
    )


@need("one_open")
def one_open(question: Question) -> Answers:
    """Whether another dossier of the nominee for the same award, season, round and theme is open. Never waived."""
    dossiers = list(question.dossiers)
    prefetch_related_objects(dossiers, "award", "season", "nominee")
    return {dossiers[position].pk: [objection] for position, objection in clashes(dossiers).items()}


def clash(dossier: Dossier) -> Objection | None:
    """The objection of `one_open` against one dossier, saved or not; the draft form asks it before saving."""
    return clashes([dossier]).get(0)
