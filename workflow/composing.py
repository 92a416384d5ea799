"""Words offered to the appraiser, made from what was found: an opinion to sign, a reason to send back. They are only
offered: the person reads, changes and owns them."""

from collections.abc import Collection, Sequence
from typing import Any

from dossiers.mending import MENDABLE
from dossiers.vocabulary import Family, Verdict
from workflow.findings import Examined

GOES_ON = {False: "Đề nghị trình Hội đồng xét.", True: "Đề nghị trình cấp có thẩm quyền quyết định."}
ASKED = "Đề nghị đơn vị bổ sung, chỉnh sửa và gửi lại."
MET = {Family.SUBJECT: "đúng đối tượng", Family.AUTHORITY: "đúng thẩm quyền"}


def opinion(line: Examined) -> str:
    """The ý kiến thẩm định that the findings support; what is against it is said, and nothing is then proposed."""
    due = [one for one in line.checks if not one.need.condition]
    there = sum(one.there for one in due)
    count = f" ({there}/{len(due)} giấy tờ)" if due else ""
    said = [f"{'Hồ sơ đủ thành phần' if line.complete else 'Hồ sơ chưa đủ thành phần'}{count}"]
    said += [MET[one.family] for one in line.findings if one.verdict == Verdict.MET and one.family in MET]
    parts = [f"{'; '.join(said)}."]
    parts += [one.text for one in line.against]
    parts += [f"Lưu ý: {one.text}" for one in line.noted]
    return " ".join(parts if line.against else [*parts, GOES_ON[line.dossier.simplified]])


def common_opinion(lines: Sequence[Examined]) -> str:
    """One opinion for many lines: the same words if they hold for each, else none."""
    found = {opinion(line) for line in lines}
    return found.pop() if len(found) == 1 else ""


def reason_to_return(lines: Sequence[Examined]) -> str:
    """What the unit must mend; empty if nothing was found. One reason for many lines names nobody: who is proposed on
    one of them reads it, too."""
    listed = [line for line in lines if _lacks(line)]
    if not listed:
        return ""
    if len(listed) == 1:
        line = listed[0]
        return f"Hồ sơ {line.dossier.award.name} của {line.dossier.nominee_name}: {_lacks(line)}. {ASKED}"
    return f"Hồ sơ {_all_lack(listed)}. Mỗi hồ sơ bổ sung các mục được nêu cho hồ sơ đó. {ASKED}"


def per_line(lines: Sequence[Examined], *, fields: Collection[str], papers: Collection[str]) -> dict[int, Any]:
    """Dossier pk → which of the asked fields and papers (codes) this line really lacks; all where it lacks none."""
    found = {}
    for line in lines:
        lacking = {check.need.paper_type.code for check in line.missing}
        own = {
            "fields": [name for name in fields if name in line.blank],
            "papers": [code for code in papers if code in lacking],
        }
        if own["fields"] or own["papers"]:
            found[line.dossier.pk] = own
    return found


def reason_for_ineligible(line: Examined) -> str:
    """Why the line cannot be rewarded, from what the rules found against it; papers can be mended and are no reason."""
    return " ".join(_cited(one.text, one.citation) for one in line.against if one.family != Family.PAPERS)


def asked_papers(lines: Sequence[Examined], offered: Collection[str]) -> list[str]:
    """Codes of the papers that any of the lines lacks, among those the form offers."""
    codes = {check.need.paper_type.code for line in lines for check in line.missing}
    return [code for code in offered if code in codes]


def asked_fields(lines: Sequence[Examined]) -> list[str]:
    """Codes of MENDABLE that any of the lines has left blank."""
    return [name for name in MENDABLE if any(name in line.blank for line in lines)]


def _lacks(line: Examined) -> str:
    parts = []
    if line.missing:
        parts.append("thiếu " + ", ".join(f"“{one.need.paper_type.name}”" for one in line.missing))
    if line.blank:
        parts.append("chưa ghi " + ", ".join(MENDABLE[name].lower() for name in line.blank))
    parts += [_cited(one.text, one.citation).rstrip(".") for one in line.against if one.family != Family.PAPERS]
    return "; ".join(parts)


def _all_lack(lines: Sequence[Examined]) -> str:
    """What is lacking among the lines, each thing once."""
    names = dict.fromkeys(check.need.paper_type.name for line in lines for check in line.missing)
    families = dict.fromkeys(
        one.family.label.lower() for line in lines for one in line.against if one.family != Family.PAPERS
    )
    blank = asked_fields(lines)
    parts = ["thiếu " + ", ".join(f"“{name}”" for name in names)] if names else []
    parts += ["chưa ghi " + ", ".join(MENDABLE[name].lower() for name in blank)] if blank else []
    parts += ["chưa đúng quy định về " + ", ".join(families)] if families else []
    return "; ".join(parts)


def _cited(told: str, citation: str) -> str:
    return f"{told.rstrip('.')} (căn cứ {citation})." if citation else told
