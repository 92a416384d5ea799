"""An office with dossiers in every state and with words that only some may read: for tests that walk everywhere."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from dossiers import clock, papers
from dossiers.models import Dossier, HandIn, PaperType, StoredFile, User
from dossiers.models.note import Note
from dossiers.models.saved import SavedFilter
from dossiers.vocabulary import Carrier, Producer, Role, State
from notifications import holds, outbox
from notifications.models import Subscriber
from tests import factories as make
from tests.dossiers.files import PDF, upload
from tests.world import PATHS, REASON, World, bring, do, drafts, make_world
from workflow.consultation import answering
from workflow.enquiry import extending, replying
from workflow.enquiry.extending import Granted
from workflow.invitations import inviting
from workflow.jobs.models import Job
from workflow.models import Beat, Consultation, Posting
from workflow.posting import recording

# Each stands in exactly one place of the database; what it may be seen by is in `Secrets`.
COMMENT = "Người trong danh sách không làm việc đó"
RESTRICTED = "Tố giác của ông Quách Ẩn Danh"
FOREIGN_DRAFT = "Kiều Thị Chưa Gửi"
FOREIGN_SENT = "Âu Dương Nơi Khác"
NOTE = "Ghi riêng của văn phòng về hồ sơ này"
OWN_JOB = "Việc riêng của người thẩm định"
OWN_FILTER = "Bộ lọc riêng của người thẩm định"


@dataclass
class WholeWorld:
    """The office, its people by name, and for each of them the words that no page may show."""

    world: World
    people: dict[str, User]
    hidden_from: dict[str, tuple[str, ...]] = field(default_factory=dict)


def whole_world() -> WholeWorld:
    """Everybody in place, dossiers in every state, two lines of another unit, a hold with its restricted reason."""
    world = make_world(members=1)
    with outbox.recorder():
        for state in PATHS:
            bring(world, state)
        do(world, "clear", bring(world, State.APPRAISING, simplified=True))
        bring(world, State.GRANTED, nominees=[make.make_person(world.unit, user=make.make_user(name="Mai Thị Được"))])
        do(world, "hold", bring(world, State.APPRAISING), reason=RESTRICTED)
        foreign = make.make_person(world.other_unit, name=FOREIGN_SENT)
        do(world, "submit", drafts(world, unit=world.other_unit, nominees=[foreign]), world.other_head)
        _papers(world)
        _comment(world)
        _opinions(world)
        inviting.invite(
            [world.unit], body=world.body, season=world.season, until=clock.today(), actor=world.appraiser,
            reason=REASON,
        )
        for dossier in Dossier.objects.filter(unit=world.unit).exclude(state=State.DRAFT):
            Note.objects.create(body=world.body, dossier=dossier, author=world.appraiser, at=clock.now(), text=NOTE)
        outbox.announce()
    drafts(world, unit=world.other_unit, nominees=[make.make_person(world.other_unit, name=FOREIGN_DRAFT)])
    Job.objects.create(kind="bulk_act", title=OWN_JOB, actor=world.appraiser, created_at=clock.now())
    SavedFilter.objects.create(user=world.appraiser, name=OWN_FILTER, query="q=a")
    Subscriber.objects.create(name="Phần mềm văn bản", url="https://may.example.vn/nhan-tin", made_at=clock.now())
    holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head, season=world.season)
    Beat.objects.update_or_create(name="default", defaults={"at": clock.now()})
    names = (
        "head", "drafter", "other_head", "office_head", "appraiser", "secretary", "decider", "deputy", "clerk",
        "inspector",
    )
    people = {name: getattr(world, name) for name in names}
    people |= {
        "member": world.members[0],
        "nominee": Dossier.objects.get(nominee__user__isnull=False).nominee.user,
        "administrator": make.make_holder(Role.ADMINISTRATOR, world.body, name="Tô Văn Quản Trị"),
        "stranger": make.make_user(name="Lạc Văn Qua Đường"),
    }
    return WholeWorld(world, people, _hidden(people))


def _comment(world: World) -> None:
    """What somebody said of a list that is public."""
    recording.note_comment(
        Posting.objects.order_by("pk")[0], actor=world.appraiser, text=COMMENT, kind="complaint",
        received_on=clock.today(), way="letter",
    )


def _opinions(world: World) -> None:
    """An answer that came on paper, and what the Ministry asks: one paper just entered, for which it has given more
    time, one with its reply approved."""
    scan = papers.store(upload("tra-loi.pdf", PDF))
    letter = Consultation.objects.order_by("pk")[0]
    outside, asked_on = letter.addressees.filter(unit=None)[0], timezone.localdate(letter.asked_at)
    answering.record(
        outside, {item.pk: ("agree", "") for item in letter.items.all()}, actor=world.appraiser,
        paper=answering.Letter("Trần Văn Bí Thư", "12-CV/ĐU", asked_on, scan=scan, scan_name="12.pdf"),
    )
    entered = [
        replying.enter(world.body, _enquiry(scan, number), [replying.Person("Lê Thị Hỏi")], actor=world.appraiser)
        for number in ("812/BTP-TĐKT", "813/BTP-TĐKT")
    ]
    more = Granted(clock.today() + timedelta(days=40), "900/BTP-TĐKT", clock.today(), "Người được hỏi đi công tác.")
    extending.extend(entered[0], more, actor=world.appraiser)
    answers = {line.pk: ("agree", "", None) for line in entered[1].lines.all()}
    replying.draft(entered[1], answers, actor=world.appraiser)
    replying.lay(entered[1], actor=world.appraiser)
    replying.approve(entered[1], actor=world.office_head)


def _enquiry(scan: StoredFile, number: str) -> replying.Paper:
    today = clock.today()
    question = "Đề nghị cho ý kiến về cá nhân sau."
    until = today + timedelta(days=10)
    return replying.Paper("Bộ Tư pháp", number, today, today, question, scan, "hoi.pdf", due_on=until)


def _papers(world: World) -> None:
    """A paper on a hand-in of each unit, and one on a dossier."""
    kind = _kind("TT", "Tờ trình", Carrier.HAND_IN, Producer.UNIT)
    report = _kind("BC", "Báo cáo thành tích", Carrier.DOSSIER, Producer.NOMINEE)
    file = papers.store(upload("to-trinh.pdf", PDF))
    for hand_in in (hand_in_of(world), HandIn.objects.filter(unit=world.other_unit)[0]):
        papers.attach(file, name="Tờ trình.pdf", paper_type=kind, actor=None, hand_in=hand_in)
    dossier = Dossier.objects.filter(unit=world.unit, state=State.APPRAISING)[0]
    papers.attach(file, name="Báo cáo.pdf", paper_type=report, actor=None, dossier=dossier)


def _kind(code: str, name: str, carrier: str, producer: str) -> PaperType:
    about = {"name": name, "carrier": carrier, "producer": producer}
    return PaperType.objects.get_or_create(code=code, defaults=about)[0]


OFFICE = ("office_head", "appraiser")
OF_THE_BODY = (*OFFICE, "decider", "deputy", "clerk")
SEES_FOREIGN_SENT = (*OFFICE, "other_head", "decider", "deputy", "clerk", "inspector")


def _hidden(people: dict[str, User]) -> dict[str, tuple[str, ...]]:
    rules = {
        NOTE: OF_THE_BODY, OWN_JOB: ("appraiser", "administrator"), OWN_FILTER: ("appraiser",), RESTRICTED: OFFICE,
        COMMENT: OFFICE, FOREIGN_DRAFT: ("other_head",), FOREIGN_SENT: SEES_FOREIGN_SENT,
    }
    return {name: tuple(word for word, readers in rules.items() if name not in readers) for name in people}


def hand_in_of(world: World) -> HandIn:
    """A hand-in of the first unit that has been sent."""
    return HandIn.objects.filter(unit=world.unit, submitted_at__isnull=False).order_by("pk")[0]
