"""A small office for tests of pages: a department with two units, their people, an open year, two awards."""

from dataclasses import dataclass

from dossiers.models import Award, PaperType, Season, Unit, User
from dossiers.vocabulary import Level, Role
from tests.factories import make_award, make_body, make_holder, make_season, make_unit, relate


@dataclass
class Office:
    province: Unit
    department: Unit
    unit: Unit
    other: Unit
    drafter: User
    head: User
    stranger: User
    keeper: User
    season: Season
    award: Award
    higher: Award


def make_office() -> Office:
    """`stranger` drafts for `other`; `keeper` heads the department's office; `higher` is decided by the province."""
    province = make_body("UBND", level=Level.PROVINCE, name="Ủy ban nhân dân tỉnh Đắk Lắk")
    department = make_body("STP", name="Sở Tư pháp", office_name="Văn phòng Sở", decider_title="Giám đốc")
    relate(department, province)
    unit = make_unit("P01", under=department, name="Phòng Hành chính tư pháp")
    other = make_unit("P02", under=department, name="Phòng Bổ trợ tư pháp")
    return Office(
        province, department, unit, other,
        drafter=make_holder(Role.DRAFTER, unit, name="Lê Thị Soạn"),
        head=make_holder(Role.UNIT_HEAD, unit, name="Phạm Văn Trưởng"),
        stranger=make_holder(Role.DRAFTER, other, name="Hồ Văn Lạ"),
        keeper=make_holder(Role.OFFICE_HEAD, department, name="Vũ Thị Chánh"),
        season=make_season(),
        award=make_award("GK", name="Giấy khen"),
        higher=make_award("BK", name="Bằng khen", level=Level.PROVINCE),
    )


def ask_for_report(award: Award) -> PaperType:
    """Let every version of `award` ask for a report with each line before sending."""
    report = PaperType.objects.create(code="BC_THANH_TICH", name="Báo cáo thành tích", producer="nominee")
    for version in award.versions.all():
        version.papers.create(paper_type=report)
    return report
