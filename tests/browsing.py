"""Going from page to page in a real browser."""

from typing import Any

TIMEOUT = 60_000  # milliseconds: a bound for what hangs, not a claim about speed


def go(target: Any) -> None:
    """Click what leads to another page, and wait until that page is there; only then does anybody read, or leave.

    The target is waited for first: the arrival of the page before would pass for the one that the click brings. A click
    alone returns while the next page has no content yet, or while the server still works on the form.
    """
    target.wait_for(timeout=TIMEOUT)
    with target.page.expect_navigation(timeout=TIMEOUT):
        target.click(timeout=TIMEOUT)
