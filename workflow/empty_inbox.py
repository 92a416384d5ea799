"""What an inbox with nothing in it says: to each role what comes here, from whom, and what can be done meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from dossiers.roles import Grant
from dossiers.vocabulary import Role


@dataclass(frozen=True)
class Hint:
    """`text`, and where the reader can go from here."""

    text: str
    label: str = ""
    url: str = ""


NEW_HAND_IN = ("Lập tờ trình mới", "dossiers:hand_in_new")
ALL_DOSSIERS = ("Xem các hồ sơ", "dossiers:dossier_list")
HINTS: dict[str, tuple[str, tuple[str, str]]] = {
    Role.UNIT_HEAD: (
        "Đơn vị chưa có việc nào chờ. Bước đầu tiên là lập tờ trình đề nghị khen thưởng: chọn năm, chọn người và tập "
        "thể, rồi duyệt và gửi.", NEW_HAND_IN,
    ),
    Role.DRAFTER: (
        "Chưa có gì phải soạn. Lập tờ trình, chuẩn bị danh sách và giấy tờ; thủ trưởng đơn vị sẽ duyệt và gửi.",
        NEW_HAND_IN,
    ),
    Role.OFFICE: (
        "Chưa có hồ sơ nào chờ tiếp nhận, thẩm định hay trình ký. Khi đơn vị gửi tờ trình, việc hiện ở đây.",
        ALL_DOSSIERS,
    ),
    Role.SECRETARY: (
        "Chưa có hồ sơ nào chờ Hội đồng họp. Hồ sơ thẩm định xong tập hợp ở đây để triệu tập phiên họp.",
        ("Xem các phiên họp", "workflow:sessions"),
    ),
    Role.MEMBER: (
        "Chưa có phiên họp nào chờ phiếu của bạn. Khi thư ký triệu tập, phiên họp hiện ở đây và bạn nhận được thông "
        "báo.", ("Xem các phiên họp", "workflow:sessions"),
    ),
    Role.DECIDER: (
        "Chưa có văn bản nào chờ ký. Văn phòng trình ký sau khi Hội đồng thông qua.",
        ("Xem các quyết định", "workflow:decisions"),
    ),
    Role.DEPUTY: ("Chưa có văn bản nào chờ bạn ký.", ("Xem các quyết định", "workflow:decisions")),
    Role.CLERK: (
        "Chưa có văn bản nào chờ cấp số. Văn bản đến đây ngay sau khi được ký.",
        ("Xem các quyết định", "workflow:decisions"),
    ),
    Role.INSPECTOR: ("Bạn xem được mọi hồ sơ đã gửi và không phải làm gì ở đây.", ALL_DOSSIERS),
    Role.ADMINISTRATOR: (
        "Hồ sơ không qua tay người quản trị. Việc của bạn là thiết lập: đơn vị, người dùng, Hội đồng, năm thi đua.",
        ("Mở phần thiết lập", "set_up"),
    ),
}
# One person's several hats: where the one is worn, what is said to the other is said already.
SAID_TO = {Role.MEMBER: Role.SECRETARY, Role.DRAFTER: Role.UNIT_HEAD}
NOMINEE = Hint(
    "Chưa có việc nào cho bạn. Khi đơn vị đề nghị khen thưởng cho bạn, hồ sơ hiện ở đây và bạn theo dõi được đến khi "
    "có kết quả."
)


FOLLOWING = Hint("Bạn không phải làm gì lúc này. Hồ sơ đề nghị khen thưởng cho bạn ở ngay bên dưới, bấm vào để xem.")


def hints(grants: Iterable[Grant], *, proposed: bool = False) -> list[Hint]:
    """One hint for each role of the reader; who has none is told what a nominee can expect, or, once `proposed`,
    where to look."""
    held = {str(grant.role) for grant in grants}
    shown = [role for role in HINTS if role in held and SAID_TO.get(Role(role)) not in held]
    return [_hint(*HINTS[role]) for role in shown] or [FOLLOWING if proposed else NOMINEE]


def _hint(text: str, link: tuple[str, str]) -> Hint:
    label, name = link
    try:
        return Hint(text, label, reverse(name))
    except NoReverseMatch:
        return Hint(text)
