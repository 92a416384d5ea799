"""What has been read so far, so that later keys can be checked against earlier ones."""

from dataclasses import dataclass, field

from config.rehearsal.scenario import AuthorityRow, Body, Nomination, ProposingUnit, route_of
from dossiers.located import Value


@dataclass
class Book:
    """The codes a file may use, its own and the catalogue's."""

    awards: tuple[str, ...]
    papers: tuple[str, ...]
    simplified: bool = False
    bodies: dict[str, Body] = field(default_factory=dict)
    units: dict[str, ProposingUnit] = field(default_factory=dict)
    authority: list[AuthorityRow] = field(default_factory=list)
    nominations: list[Nomination] = field(default_factory=list)

    def award(self, value: Value) -> str:
        code = value.text()
        if code not in self.awards:
            raise value.wrong(f"danh mục không có danh hiệu, hình thức {code!r}")
        return code

    def paper(self, value: Value) -> str:
        code = value.text()
        if code not in self.papers:
            raise value.wrong(f"danh mục không có loại giấy tờ {code!r}")
        return code

    def body(self, value: Value) -> Body:
        code = value.text()
        if code not in self.bodies:
            raise value.wrong(f"không có cơ quan {code!r} trong bodies")
        return self.bodies[code]

    def new_code(self, value: Value, code: str) -> str:
        """`code` if neither a body nor a unit bears it yet."""
        if code in self.bodies or code in self.units:
            raise value.wrong(f"mã {code!r} đã dùng")
        return code

    def route(self, *, award: str, unit: str, decided_by: str) -> tuple[str, ...]:
        department = self.units[unit].body
        return route_of(tuple(self.authority), award=award, department=department, decided_by=decided_by)

    def first_external(self, route: tuple[str, ...]) -> str | None:
        """The body outside at which papers leave the system on this route."""
        return next((code for code in route if self.bodies[code].external), None)
