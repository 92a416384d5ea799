"""Acts in a process of their own, as a web server's: `python -m tests.faults.acts` submits every draft there is, one
act each; with `slowly` it rests after each, with `pages` it then receives by the page every dossier that was submitted
before. It prints as JSON how many acts there were, how long the longest took, and which pages failed."""

import json
import os
import sys
import time

REST = 0.15  # seconds


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    print(json.dumps(act(pages="pages" in sys.argv, rest=REST if "slowly" in sys.argv else 0)))


def act(*, pages: bool, rest: float) -> dict:
    from dossiers.models import Dossier, Post
    from dossiers.vocabulary import Role, State
    from workflow import engine

    submitted = list(Dossier.objects.filter(state=State.SUBMITTED).order_by("pk").values_list("pk", flat=True))
    rows = list(Dossier.objects.filter(state=State.DRAFT).select_related("unit").order_by("pk"))
    head = Post.objects.get(role=Role.UNIT_HEAD, unit=rows[0].unit).user
    longest = 0.0
    for row in rows:
        begun = time.monotonic()
        engine.perform("submit", [row], actor=head)
        longest = max(longest, time.monotonic() - begun)
        time.sleep(rest)
    return {"acts": len(rows), "longest": longest, "failed": receive_by_the_page(submitted) if pages else []}


def receive_by_the_page(pks: list[int]) -> list[str]:
    """Receive each as an appraiser would in the browser; what went wrong, in words."""
    from django.conf import settings
    from django.test import Client

    from dossiers.models import Dossier, Post
    from dossiers.vocabulary import Role, State

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client, failed = Client(), []
    client.force_login(Post.objects.filter(role=Role.APPRAISER).order_by("pk").first().user)
    for pk in pks:
        asked = {"viec": "receive", "dossier": pk, "key": f"receive-{pk}"}
        status = client.post("/hang-loat/?viec=receive", asked).status_code
        state = Dossier.objects.get(pk=pk).state
        if status >= 400 or state != State.APPRAISING:
            failed.append(f"{pk}: {status}, {state}")
    return failed


if __name__ == "__main__":
    main()
