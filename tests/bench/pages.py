"""Server time of the pages people open most, with 1,000 and with 100,000 dossiers:
`DATABASE_URL=postgres://… python -m tests.bench.pages [rounds]`.

Both databases are thrown away afterwards. Each page is opened in the one and in the other in turn, so that a busy
machine slows both; of the times the lower quartile is told, and what counts is the ratio, which must not exceed 1.5.
Open work grows with the rest; open sessions of a council do not. It takes some minutes, most of them for the copies.
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import django
from rich.console import Console
from rich.table import Table

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from dossiers import text  # noqa: E402
from dossiers.models import Dossier, Unit  # noqa: E402
from dossiers.vocabulary import Role, State  # noqa: E402
from tests import factories as make  # noqa: E402
from tests import world as worlds  # noqa: E402
from tests.bench import growing  # noqa: E402

FEW, MANY, MOST_RATIO = 1000, 100_000, 1.5
ORIGINAL = 100  # dossiers that lived by acts; the rest are copies
UNITS, YEARS = 50, 10
# So many more, that a page of the unit head and of the decider is as full with few dossiers as with many.
RETURNED, TO_SIGN = 28, 3
WARM = 2  # rounds that fill caches
OPEN = [state for state in worlds.PATHS if state not in (State.GRANTED, State.IN_COUNCIL, State.REVOKED)]
Database = str


@contextmanager
def two_databases() -> Iterator[tuple[Database, Database]]:
    """The names of a small and a large test database, dropped afterwards."""
    if connection.vendor != "postgresql":
        sys.exit("Đo trên PostgreSQL: đặt DATABASE_URL=postgres://…")
    name, creation = connection.settings_dict["NAME"], connection.creation
    creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    small = connection.settings_dict["NAME"]
    try:
        fill()
        connection.close()
        creation.clone_test_db("large", verbosity=0, autoclobber=True)
        large = creation.get_test_db_clone_settings("large")["NAME"]
        use(large)
        grow(FEW // ORIGINAL, MANY // ORIGINAL - 1)
        use(small)
        yield small, large
        use(small)
        creation.destroy_test_db(suffix="large", verbosity=0)
    finally:
        creation.destroy_test_db(name, verbosity=0)


def use(database: Database) -> None:
    """Let the application work on this database."""
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = database


def fill() -> None:
    """A department with fifty units and a thousand dossiers of ten years, one of them the nominee's own."""
    world = worlds.make_world(members=5)
    for number in range(UNITS - 2):
        make.make_unit(f"Q{number:02d}", name=f"Phòng Nghiệp vụ số {number:02d}", under=world.body)
    for back in range(1, YEARS):
        make.make_season(world.season.year - back)
    worlds.convene(world, worlds.bring(world, State.AWAITING_COUNCIL, 2))
    for state in OPEN:
        worlds.bring(world, state)
    for _ in range(RETURNED):
        worlds.bring(world, State.RETURNED)
    for _ in range(TO_SIGN):
        worlds.bring(world, State.AWAITING_SIGNATURE)
    worlds.bring(world, State.GRANTED, ORIGINAL - len(OPEN) - RETURNED - TO_SIGN - 2)
    grow(1, FEW // ORIGINAL - 1)
    own = Dossier.objects.filter(state=State.GRANTED).order_by("pk").first()
    own.nominee.user = make.make_user("canhan", name=own.nominee_name)
    own.nominee.save()


def grow(first: int, last: int) -> None:
    growing.copy(first, last)
    units = list(Unit.objects.filter(level="unit").order_by("pk"))
    seasons = list(worlds.Season.objects.order_by("-year"))
    growing.deal_out(units, seasons, text.fold)


def visits() -> Iterator[tuple[str, str, str]]:
    """What is opened: (page in words, user name, address). The same in both databases."""
    people = {name: _holder(role) for name, role in ROLES.items()} | {"cá nhân": "canhan"}
    people["ủy viên"] = worlds.User.objects.get(full_name="Dương Văn Ủy Viên 0").username
    season, unit = worlds.Season.objects.latest("year").pk, Unit.objects.get(code="P01").pk
    some = Dossier.objects.filter(unit=unit, state=State.GRANTED).order_by("pk").first()
    lists = {
        "danh sách": "", "danh sách, lọc trạng thái": "state=granted", "danh sách, quá hạn": "overdue=on",
        "danh sách, lọc năm và đơn vị": f"when=n{season}&unit={unit}&state=open",
        "tìm họ 'nguyen'": "q=nguyen", "tìm cả tên": f"q={some.nominee_name}", "tìm mã": f"q={some.code}",
        "tìm từ không có": "q=khongco",
    }
    own = Dossier.objects.get(nominee__user__username="canhan").code
    for who, user in people.items():
        yield f"{who}: việc cần làm", user, reverse("workflow:inbox")
        for page, query in lists.items():
            yield f"{who}: {page}", user, f"{reverse('dossiers:dossier_list')}?{query or 'tat-ca=1'}"
        code = own if who == "cá nhân" else some.code
        yield f"{who}: trang hồ sơ", user, reverse("workflow:dossier", args=[code])


ROLES = {
    "thủ trưởng": Role.UNIT_HEAD, "thẩm định": Role.APPRAISER, "giám đốc": Role.DECIDER, "kiểm tra": Role.INSPECTOR,
}


def _holder(role: str) -> str:
    return worlds.User.objects.filter(posts__role=role).order_by("pk").first().username


def plainly() -> override_settings:
    """A session in a cookie, so that both databases know the same person; static files under their own names."""
    files = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return override_settings(
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies", STORAGES=settings.STORAGES | files,
        ALLOWED_HOSTS=["testserver"],
    )


def measure(databases: tuple[Database, Database], rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    """Page → the milliseconds in the small and in the large database, taking turns; the first two are left out."""
    planned = list(visits())
    clients = {user: _client(user) for _, user, _ in planned}
    opened = [_connected(database) for database in databases]
    taken: dict[str, tuple[list[float], list[float]]] = {page: ([], []) for page, *_ in planned}
    usual = connections["default"]
    try:
        for turn, (page, user, address), place in product(range(rounds + WARM), planned, range(len(opened))):
            connections["default"] = opened[place]
            spent = _open(clients[user], address)
            if turn >= WARM:
                taken[page][place].append(spent)
    finally:
        connections["default"] = usual
        for there in opened:
            there.close()
    return taken


def _connected(database: Database) -> Any:
    """A connection of its own to this database, open for the whole measurement."""
    there = connections.create_connection("default")
    there.settings_dict = there.settings_dict | {"NAME": database}
    return there


def _client(user: str) -> Client:
    client = Client()
    client.force_login(worlds.User.objects.get(username=user))
    return client


def _open(client: Client, address: str) -> float:
    begin = time.perf_counter()
    answer = client.get(address)
    spent = (time.perf_counter() - begin) * 1000
    if answer.status_code not in (200, 404):
        raise AssertionError(f"{address}: {answer.status_code}")
    return spent


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    with two_databases() as databases, plainly():
        taken = measure(databases, rounds)
    table = Table("Trang", f"{FEW:,}", f"{MANY:,}", "Tỷ lệ", title="Thời gian trên máy chủ (ms)")
    worst = 0.0
    for page, times in taken.items():
        small, large = (statistics.quantiles(each, n=4)[0] for each in times)
        worst = max(worst, large / small)
        table.add_row(page, f"{small:.1f}", f"{large:.1f}", f"{large / small:.2f}")
    Console(width=120).print(table)
    Console().print(f"Tỷ lệ lớn nhất {worst:.2f}, cho phép {MOST_RATIO}")
    sys.exit(worst > MOST_RATIO)


if __name__ == "__main__":
    main()
