"""A department that the Ministry asks about two people, one of whom it knows."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from dossiers import clock
from dossiers.models import StoredFile
from tests.world import World, bring, make_world
from workflow.enquiry import replying
from workflow.enquiry.models import Enquiry
from workflow.enquiry.replying import Paper, Person


@dataclass
class Asked:
    world: World

    def paper(self, **about) -> Paper:
        today = clock.today()
        scan, _ = StoredFile.objects.get_or_create(sha256="b" * 64, size=1, content_type="application/pdf")
        usual = {
            "sender": "Bộ Tư pháp", "number": "812/BTP-TĐKT", "dated": today - timedelta(days=3), "received_on": today,
            "question": "Đề nghị cho ý kiến về các cá nhân sau.", "scan": scan, "scan_name": "812.pdf",
            "due_on": today + timedelta(days=9),
        }
        return Paper(**(usual | about))

    def enter(self, *people: Person, actor=None, **about) -> Enquiry:
        people = people or (Person("Trần Thị Quen", "Trưởng phòng", "Phòng Hành chính", "Bằng khen"), Person("Lê Lạ"))
        return replying.enter(self.world.body, self.paper(**about), people, actor=actor or self.world.appraiser)

    def draft(self, enquiry: Enquiry, opinion: str = "agree", text: str = "", **about):
        replies = {line.pk: (opinion, text, None) for line in enquiry.lines.all()}
        return replying.draft(enquiry, replies, actor=self.world.appraiser, **about)


@pytest.fixture
def asked(db) -> Asked:
    return Asked(make_world())


@pytest.fixture
def known(asked):
    """A dossier of somebody who is asked about."""
    row = bring(asked.world, "appraising")[0]
    row.nominee.name = "Trần Thị Quen"
    row.nominee.save()
    return row
