"""'Ai đang giữ? Vì sao? Bước sau?': one sentence about a dossier. Pure: facts in, words out; nothing is asked here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from dossiers.lifecycle import AFTER_HOLD
from dossiers.vocabulary import State

S = State
NO_MORE = "không còn bước nào"
LONGEST_REASON = 140  # of the sentence; the whole reason stands in the timeline


@dataclass(frozen=True)
class Whereabouts:
    """What the sentence is made of. `holder` is the desk in words; `mine`: the reader works there; `left`: working days
    until `due`, negative once it has passed. For the nominee (`at_work` false) `since` is the day of the last thing
    that nominees are told, and `state` and `reason` are no more than they may read."""

    state: str
    since: date
    body: str
    unit: str
    at_work: bool = True
    holder: str = ""
    mine: bool = False
    claimant: str = ""
    due: date | None = None
    left: int = 0
    due_set_by: str = ""
    simplified: bool = False
    received: bool = True
    signer: str = ""
    next_body: str = ""
    next_outside: bool = False
    outside: str = ""
    deciding_body: str = ""
    meets: datetime | None = None
    state_before_hold: str = ""
    public_line: str = ""
    reason: str = ""
    proposed_ineligible: bool = False
    missing: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True)
class Answer:
    """The sentence in its three parts: who holds it since when and for what; why it does not go on; what comes next."""

    who: str
    why: str = ""
    then: str = ""

    def __str__(self) -> str:
        then = f"bước sau: {self.then}" if self.then else ""
        return "; ".join(part for part in (self.who, self.why, then) if part) + "."


def answer(facts: Whereabouts) -> Answer:
    """The sentence for one reader."""
    if facts.state in ENDED:
        return ENDED[State(facts.state)](facts)
    return _at_work(facts) if facts.at_work else _to_nominee(facts)


def shortened(reason: str) -> str:
    """A reason on one line, cut at a word, without its full stop: as a part of a sentence."""
    line = " ".join(reason.split()).rstrip(".")
    if len(line) <= LONGEST_REASON:
        return line
    return line[:LONGEST_REASON].rsplit(" ", 1)[0].rstrip(".,;:") + "…"


def term(due: date | None, left: int, set_by: str = "") -> str:
    """'còn 7 ngày làm việc (hạn 20/11/2026)', 'hạn hôm nay', 'quá hạn 3 ngày làm việc …', with who set it where that is
    not shown beside it; empty without a term."""
    if due is None:
        return ""
    on = f"(hạn {due:%d/%m/%Y}{f', {set_by}' if set_by else ''})"
    if left > 0:
        return f"còn {left} ngày làm việc {on}"
    return f"quá hạn {-left} ngày làm việc {on}" if left < 0 else f"đến hạn hôm nay {on}"


def _at_work(facts: Whereabouts) -> Answer:
    if facts.state == S.WITH_HIGHER_BODY:
        who = f"{facts.outside or 'Cấp trên'} đang xét hồ sơ từ {facts.since:%d/%m/%Y}; {_held(facts)} theo dõi"
        return Answer(who, _why(facts), "ghi kết quả của cấp trên và báo đơn vị")
    if facts.state == S.ON_HOLD:
        return Answer(_paused(facts), _missing(facts), _after_hold(facts))
    since = f"từ {facts.since:%d/%m/%Y} để {PURPOSES[State(facts.state)](facts)}"
    who = f"Hồ sơ đang ở {_held(facts)} – {since}" if facts.mine else f"{facts.holder} đang giữ hồ sơ {since}"
    if facts.claimant:
        who += f" ({facts.claimant} đã nhận làm)"
    stopped = "thời gian thẩm định đang dừng" if facts.state == S.RETURNED else ""
    clock = ", ".join(part for part in (term(facts.due, facts.left, facts.due_set_by), stopped) if part)
    return Answer(f"{who}, {clock}" if clock else who, _why(facts), NEXT[State(facts.state)](facts))


def _held(facts: Whereabouts) -> str:
    return f"bàn của bạn – {facts.holder}" if facts.mine else facts.holder


def _paused(facts: Whereabouts) -> str:
    who = facts.holder if facts.at_work else facts.body
    told = f": {shortened(facts.public_line)}" if facts.public_line else ""
    return f"{who} tạm dừng xét hồ sơ từ {facts.since:%d/%m/%Y}{told}, thời hạn xét tạm dừng tính"


def _why(facts: Whereabouts) -> str:
    if facts.state == S.APPRAISING and facts.proposed_ineligible:
        return "đã có đề nghị không đủ điều kiện, chờ người đứng đầu bộ phận thường trực kết luận"
    if facts.reason:
        return f"lý do: “{shortened(facts.reason)}”"
    return _missing(facts)


def _missing(facts: Whereabouts) -> str:
    if not facts.missing:
        return ""
    more = f" (và {len(facts.missing) - 1} điều khác)" if len(facts.missing) > 1 else ""
    return f"chưa đi tiếp được vì: {shortened(facts.missing[0])}{more}"


def _after_hold(facts: Whereabouts) -> str:
    state = AFTER_HOLD.get(State(facts.state_before_hold)) if facts.state_before_hold else None
    return f"xét tiếp ở bước “{State(state).label}”" if state else "xét tiếp"


def _voting(facts: Whereabouts) -> str:
    return "biểu quyết" + (f" tại phiên họp {facts.meets:%H:%M ngày %d/%m/%Y}" if facts.meets else "")


def _mending(facts: Whereabouts) -> str:
    return f"bổ sung theo yêu cầu của {facts.body}"


def _signing(facts: Whereabouts) -> str:
    return f"ký tờ trình {facts.next_body}" if facts.next_body else "ký quyết định"


def _numbering(facts: Whereabouts) -> str:
    return f"cấp số, gửi {facts.next_body}" if facts.next_body else "cấp số, phát hành"


def _after_number(facts: Whereabouts) -> str:
    if not facts.next_body:
        return "công bố kết quả cho đơn vị"
    return f"{facts.next_body} {'xét' if facts.next_outside else 'tiếp nhận'}"


def _after_mending(facts: Whereabouts) -> str:
    return f"gửi lại để {facts.body} {'thẩm định tiếp' if facts.received else 'tiếp nhận'}"


Words = Callable[[Whereabouts], str]
PURPOSES: dict[State, Words] = {
    S.DRAFT: lambda facts: "soạn, duyệt và gửi",
    S.SUBMITTED: lambda facts: "tiếp nhận",
    S.APPRAISING: lambda facts: "thẩm định",
    S.RETURNED: _mending,
    S.CONSULTING: lambda facts: "lấy ý kiến",
    S.POSTED: lambda facts: "công khai",
    S.AWAITING_COUNCIL: lambda facts: "triệu tập phiên họp Hội đồng",
    S.IN_COUNCIL: _voting,
    S.ENDORSED: lambda facts: "lập văn bản trình ký",
    S.NOT_ENDORSED: lambda facts: "xem xét, vì Hội đồng không đề nghị",
    S.AWAITING_SIGNATURE: _signing,
    S.SIGNED: _numbering,
}
NEXT: dict[State, Words] = {
    S.DRAFT: lambda facts: f"{facts.body} tiếp nhận",
    S.SUBMITTED: lambda facts: f"{facts.body} thẩm định",
    S.APPRAISING: lambda facts: "trình ký (thủ tục đơn giản)" if facts.simplified else "Hội đồng xét",
    S.RETURNED: _after_mending,
    S.CONSULTING: lambda facts: "thẩm định tiếp khi có ý kiến",
    S.POSTED: lambda facts: "thẩm định tiếp khi hết thời gian công khai",
    S.AWAITING_COUNCIL: lambda facts: "Hội đồng xét",
    S.IN_COUNCIL: lambda facts: "Chủ tịch Hội đồng kết thúc biểu quyết; đạt thì trình ký",
    S.ENDORSED: lambda facts: f"{facts.signer or 'người có thẩm quyền'} ký",
    S.NOT_ENDORSED: lambda facts: "đưa vào trình ký, hoặc không đồng ý và báo đơn vị",
    S.AWAITING_SIGNATURE: lambda facts: "văn thư cấp số",
    S.SIGNED: _after_number,
}


def _to_nominee(facts: Whereabouts) -> Answer:
    since = f"từ {facts.since:%d/%m/%Y}"
    if facts.state == S.DRAFT:
        return Answer(f"{facts.unit} đang soạn hồ sơ của bạn", then=f"{facts.body} tiếp nhận")
    if facts.state == S.SUBMITTED:
        return Answer(f"Hồ sơ của bạn chờ {facts.body} tiếp nhận {since}", then="thẩm định")
    if facts.state == S.RETURNED:
        asked = f"{facts.body} yêu cầu bổ sung {since}, {facts.unit} đang bổ sung hồ sơ"
        return Answer(asked, _why(facts), f"{facts.unit} gửi lại để xét tiếp")
    if facts.state == S.ON_HOLD:
        return Answer(_paused(facts), then="xét tiếp")
    if facts.state == S.WITH_HIGHER_BODY:
        return Answer(f"{facts.outside or 'Cấp trên'} đang xét hồ sơ của bạn", then="báo kết quả cho bạn và đơn vị")
    verb = "thẩm định" if facts.state in (S.APPRAISING, S.CONSULTING, S.POSTED) else "xét"
    then = "xét khen thưởng" if verb == "thẩm định" else f"quyết định của {facts.deciding_body}"
    return Answer(f"{facts.body} đang {verb} hồ sơ của bạn {since}", then=then)


def _granted(facts: Whereabouts) -> Answer:
    by = f" theo {facts.result}" if facts.result else ""
    return Answer(f"Hồ sơ đã xong ngày {facts.since:%d/%m/%Y}: được khen thưởng{by}", then=NO_MORE)


def _refused(facts: Whereabouts) -> Answer:
    label = str(State(facts.state).label)
    who = f"Hồ sơ đã xong ngày {facts.since:%d/%m/%Y}: {label[0].lower()}{label[1:]}"
    again = f"{NO_MORE}, trừ khi {facts.body} xem xét lại" if facts.at_work else NO_MORE
    return Answer(who, f"lý do: “{shortened(facts.reason)}”" if facts.reason else "", again)


def _withdrawn(facts: Whereabouts) -> Answer:
    why = f"lý do: “{shortened(facts.reason)}”" if facts.reason else ""
    return Answer(f"{facts.unit} đã rút hồ sơ ngày {facts.since:%d/%m/%Y}", why, NO_MORE)


def _revoked(facts: Whereabouts) -> Answer:
    by = f" theo {facts.result}" if facts.result else ""
    return Answer(f"Kết quả khen thưởng đã bị hủy, thu hồi ngày {facts.since:%d/%m/%Y}{by}", then=NO_MORE)


ENDED: dict[State, Callable[[Whereabouts], Answer]] = {
    S.GRANTED: _granted, S.REFUSED: _refused, S.INELIGIBLE: _refused, S.WITHDRAWN: _withdrawn, S.REVOKED: _revoked,
}
