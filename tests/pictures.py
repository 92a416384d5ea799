"""Every page of the sample year as a picture: `python -m tests.pictures --into FOLDER` (make pictures INTO=FOLDER).

Each sample account walks along the links from its first page; one page of a kind, and one dossier page of a state, is
photographed at 1280 and 390 px. `--axe` also asks axe-core about each page and ends with 1 where it finds something.
The sample year is kept in FOLDER for the next time; `--fresh` builds it anew. `--readme` renews the pictures of the
README instead.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (1280, 390)
# The pictures of the README: file → account, kind of page, width and height of the window.
README = {
    "tham-dinh.png": ("thamdinh", r"^work /", 1280, 860),
    "ho-so.png": ("thutruong", r"^dossier returned", 1280, 720),
    "bieu-quyet.png": ("uyvien", r"^session /", 390, 844),
}
OF_README = ROOT / "config" / "static" / "img" / "readme"


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("--into", required=True, type=Path, help="a folder outside the repository")
    parser.add_argument("--as", dest="accounts", default="", help="accounts, with commas; all by default")
    parser.add_argument("--only", default="", help="a regular expression on kinds of pages and addresses")
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--axe", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--readme", action="store_true")
    args = parser.parse_args()
    args.into = args.into.resolve()
    if args.into.is_relative_to(ROOT):
        parser.error("--into must lie outside the repository")
    return args


def open_year(folder: Path, *, fresh: bool) -> None:
    """The sample year in a database of its own beside the pictures."""
    database = folder / "sample.sqlite3"
    folder.mkdir(parents=True, exist_ok=True)
    if fresh:
        database.unlink(missing_ok=True)
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{database}", "MEDIA_ROOT": str(folder / "media"),
        "CELERY_BROKER_URL": f"filesystem://{folder}/broker", "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true", "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    }
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    for command in ("migrate", "load_catalogue", "load_calendar", "demo"):
        call_command(command, verbosity=0)


def addresses(user: Any, only: str) -> Iterator[tuple[str, str]]:
    """(kind, address) of the first page of each kind within this person's reach."""
    from tests.walking import browser, kind_of, walk

    seen: set[str] = set()
    for address, _, _ in walk(browser(user), every_state=True):
        kind = kind_of(address, every_state=True)
        if kind not in seen and re.search(only, f"{kind} {address}"):
            seen.add(kind)
            yield kind, address


@contextmanager
def standing() -> Iterator[tuple[Any, str]]:
    """(Chromium, the address of a server of the sample year)."""
    from django.test.testcases import LiveServerThread, _StaticFilesHandler
    from playwright.sync_api import sync_playwright

    server = LiveServerThread("localhost", _StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium, f"http://localhost:{server.port}"
        chromium.close()


def photograph(args: argparse.Namespace) -> int:
    """All pictures; returns how many pages axe complains about."""
    from axe_playwright_python.sync_playwright import Axe

    from config.rehearsal.sample import ACCOUNTS
    from dossiers.models import User

    wanted = args.accounts.split(",") if args.accounts else [each.username for each in ACCOUNTS]
    complaints = 0
    with standing() as (chromium, base):
        for name in wanted:
            user = User.objects.get(username=name)
            pages = list(addresses(user, args.only))
            for width in (int(each) for each in args.widths.split(",")):
                page = signed_in(chromium, user, base, width, 844 if width < 600 else 800)
                for kind, address in pages:
                    page.goto(base + address)
                    picture = args.into / f"{name}-{kind.replace(' ', '-')}-{width}.png"
                    page.screenshot(path=str(picture), full_page=True)
                    complaints += bool(args.axe and told(Axe(), page, f"{name} {address} {width}"))
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        print(f"wider than {width}: {name} {address}", flush=True)
                page.context.close()
            print(f"{name}: {len(pages)} pages", flush=True)
    return complaints


def illustrate() -> None:
    """The few pictures that the README shows."""
    from dossiers.models import User

    OF_README.mkdir(exist_ok=True)
    with standing() as (chromium, base):
        for file, (name, kind, width, height) in README.items():
            user = User.objects.get(username=name)
            _, address = next(addresses(user, kind))
            page = signed_in(chromium, user, base, width, height)
            page.goto(base + address)
            page.wait_for_timeout(1500)
            page.screenshot(path=str(OF_README / file))
            page.context.close()
            print(f"{file}: {address}", flush=True)


def signed_in(chromium: Any, user: Any, base: str, width: int, height: int) -> Any:
    from django.conf import settings

    from tests.walking import browser

    context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    cookie = browser(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])
    return context.new_page()


RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


def violations(axe: Any, page: Any) -> list[str]:
    """What axe-core holds against the page under WCAG 2.1 AA, one line a rule."""
    found = axe.run(page, options=RULES).response["violations"]
    return [
        f"{each['id']} ({len(each['nodes'])}): " + "; ".join(node["html"][:160] for node in each["nodes"][:3])
        for each in found
    ]


def told(axe: Any, page: Any, where: str) -> bool:
    found = violations(axe, page)
    for line in found:
        print(f"{where}: {line}", flush=True)
    return bool(found)


if __name__ == "__main__":
    arguments = asked()
    open_year(arguments.into, fresh=arguments.fresh)
    if arguments.readme:
        illustrate()
    else:
        sys.exit(min(photograph(arguments), 1))
