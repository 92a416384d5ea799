"""Every kind of page, every dossier state, as everybody: WCAG 2.1 AA by axe-core, nothing wider than the screen,
nothing the policy blocks."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.pictures import violations
from tests.walking import browser, kind_of, walk
from tests.whole_world import whole_world

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_no_page_keeps_anybody_out(open_as, live_server):
    whole, axe = whole_world(), Axe()
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    for name, user in whole.people.items():
        page = open_as(user, "/")
        for address, _, _ in walk(browser(user), every_state=True):
            # what a page shows depends on the person, what it is built of on the kind: each kind twice is enough
            kind = kind_of(address, every_state=True)
            if sum(one == kind for one, _ in seen) >= 2 or (kind, name) in seen:
                continue
            seen.add((kind, name))
            found += _complaints(page, axe, live_server.url + address, f"{name} {address}")
        found += [f"{name}: {line}" for line in page.complaints]
    assert len(seen) > 60
    assert "\n".join(found) == ""


def _complaints(page, axe: Axe, url: str, where: str) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 844})
    page.goto(url)
    found = [f"{where}: {line}" for line in violations(axe, page)]
    page.set_viewport_size({"width": 390, "height": 844})
    found += [f"{where} at 390: {line}" for line in violations(axe, page)]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{where}: {wide} px wide at 390"] if wide > 390 else [])
