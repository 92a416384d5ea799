"""Who holds a dossier, in the words of the office."""

from dossiers.models import Unit
from dossiers.vocabulary import Role

# {office}, {decider} and {name} are the unit's own words for its standing office, its head and itself.
WORDS: dict[str, str] = {
    Role.UNIT_HEAD: "Thủ trưởng {name}",
    Role.DRAFTER: "Người soạn hồ sơ, {name}",
    Role.OFFICE: "{office} ({name})",
    Role.OFFICE_HEAD: "Người đứng đầu {office} ({name})",
    Role.APPRAISER: "Người thẩm định, {office} ({name})",
    Role.CHAIR: "Chủ tịch Hội đồng ({name})",
    Role.VICE_CHAIR: "Phó Chủ tịch Hội đồng ({name})",
    Role.SECRETARY: "Thư ký Hội đồng ({name})",
    Role.MEMBER: "Các thành viên Hội đồng ({name})",
    Role.TALLY: "Tổ kiểm phiếu ({name})",
    Role.DECIDER: "{decider} ({name})",
    Role.DEPUTY: "Cấp phó của {decider} ({name})",
    Role.CLERK: "Văn thư ({name})",
    Role.INSPECTOR: "Người kiểm tra, giám sát ({name})",
    Role.ADMINISTRATOR: "Quản trị hệ thống ({name})",
}


def desk_words(role: str, unit: Unit | None) -> str:
    """The desk as people call it: 'Văn phòng Sở (Sở Tư pháp tỉnh …)', 'Thủ trưởng Phòng …'; empty for no desk."""
    if not role or (unit is None and role != Role.SYSTEM):
        return ""
    if role not in WORDS or unit is None:
        return Role(role).label
    return WORDS[role].format(
        name=unit.name,
        office=unit.office_name or "Bộ phận thường trực",
        decider=unit.decider_title or "Người có thẩm quyền quyết định",
    )
