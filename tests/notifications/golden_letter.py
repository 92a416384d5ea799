"""Whole letters as they leave, beside the files they are compared with: `python -m tests.notifications.golden_letter`
rewrites them after a change on purpose; look at the difference before you keep it."""

import os
from email import message_from_bytes, policy
from pathlib import Path
from unittest import mock

FOLDER = Path(__file__).parent / "golden_letters"
BASE_URL = "https://thidua.example.vn"
BODY = (
    "Sở Tư pháp yêu cầu bổ sung 2 hồ sơ.\n– P01-001: Giấy khen của Giám đốc Sở\n– P01-002: Lao động tiên tiến\n"
    "Việc cần làm: bổ sung rồi gửi lại.\nHạn: 04/12/2026\n\nPhòng <Tổ chức & Pháp chế> đã rút 1 hồ sơ."
)
STOP = f"{BASE_URL}/thong-bao/thoi-nhan/chu-ky/"
ID = "<vinhdanh.1.2@thidua.example.vn>"
DEFAULT = {"channel": "email", "link": "/ho-so/P01-001/", "body": BODY, "message_id": ID}
LETTERS = {
    "one_dossier": {"subject": "Hồ sơ cần bổ sung – P01-001", "thread": "ho-so.P01-001", "kind": "work"},
    "no_thread": {"subject": "Năm thi đua 2026", "kind": "season"},
    "decomposed_and_broken_subject": {
        "subject": "Ho\u0302\u0300 so\u031b ca\u0302\u0300n bo\u0302\u0309 sung\nBcc: ke.gian@example.com",
        "thread": "quyet-dinh.215", "kind": "work",
    },
}


def letter(name: str) -> str:
    """The letter with its headers in order and its parts decoded; what changes with every sending is left out."""
    from dossiers.models import User
    from notifications.channels import email
    from notifications.models import Delivery

    user = User(username="an", full_name="Nguyễn Thị An", email="an@example.vn", pk=2)
    # the address is signed with the key of the installation
    with mock.patch.object(email, "unsubscribe_url", lambda user, kind: STOP):
        made = email.letter(Delivery(pk=1, user=user, **DEFAULT | LETTERS[name])).message()
    read = message_from_bytes(made.as_bytes(), policy=policy.default)
    kept = sorted(f"{key}: {value}" for key, value in read.items() if key not in ("Date", "Content-Type"))
    parts = [f"[{part.get_content_type()}]\n{part.get_content()}" for part in read.iter_parts()]
    return "\n".join([read.get_content_type(), *kept]) + "\n\n" + "\n".join(parts)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.BASE_URL = BASE_URL
    FOLDER.mkdir(exist_ok=True)
    for name in LETTERS:
        (FOLDER / f"{name}.txt").write_text(letter(name))


if __name__ == "__main__":
    main()
