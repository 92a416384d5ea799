"""The sheet of accounts: each row becomes an account to open, to change, or to leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dossiers.accounts import check_username
from dossiers.importing.layout import ACCOUNTS
from dossiers.importing.reading import Row
from dossiers.importing.values import Cells, Problem
from dossiers.models import User

WORDS = {"full_name": "họ và tên", "email": "thư điện tử"}


@dataclass(frozen=True)
class AccountRow:
    """An account as the file wants it; `fields` are those that differ from what is there."""

    sheet: str
    number: int
    username: str
    full_name: str
    user: User | None
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def change(self) -> str:
        """What the row does, in words; empty if nothing."""
        if self.user is None:
            return "Thêm mới, cấp mật khẩu dùng một lần"
        return f"Cập nhật: {', '.join(WORDS[name] for name in self.fields)}" if self.fields else ""

    @property
    def about(self) -> str:
        return f"{self.full_name} ({self.username})"


def check(rows: Sequence[Row], known: dict[str, User], problems: list[Problem]) -> list[AccountRow]:
    """The rows as accounts; `known` are those already there by user name. Problems are added to `problems`."""
    first: dict[str, int] = {}
    found = []
    for row in rows:
        cells = Cells(ACCOUNTS, row, problems)
        account = _account_row(cells, known.get(cells.text("username")))
        if account.username and first.setdefault(account.username, row.number) != row.number:
            cells.wrong("username", f"Tên đăng nhập {account.username} đã có ở dòng {first[account.username]}.")
        found.append(account)
    return found


def _account_row(cells: Cells, user: User | None) -> AccountRow:
    username, email = cells.text("username"), cells.text("email")
    if username and user is None and not _accepts(check_username, username):
        cells.wrong("username", str(check_username.message))
    if email and not _accepts(validate_email, email):
        cells.wrong("email", f"'{email}' không phải là địa chỉ thư điện tử.")
    fields = {name: cells.text(name) for name in WORDS if cells.text(name)}
    if user is not None:
        fields = {name: value for name, value in fields.items() if getattr(user, name) != value}
    return AccountRow(ACCOUNTS.title, cells.row.number, username, cells.text("full_name"), user, fields)


def _accepts(validator: Callable[[str], None], value: str) -> bool:
    try:
        validator(value)
    except ValidationError:
        return False
    return True
