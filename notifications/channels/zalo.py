"""By the office's Zalo OA, to people who follow it and whose Zalo number is on their account.

Read in public code and tables of partners, not in a contract with Zalo: a 'consultation' message is a POST of recipient
and text to /v3.0/oa/message/cs with the token in the header `access_token`; the answer is 200 with `error`, 0 or one of
the numbers below. Zalo takes such a message only for who has written to the OA lately, and may charge for it.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings

from dossiers.models import User
from notifications import zalo_access
from notifications.channels import Failed, Permanent, Retry, Unreachable
from notifications.models import Delivery
from notifications.webhooks import outward

NAME = "zalo"
LABEL = "Tin nhắn Zalo"
AT_ONCE = False
PATH = "/v3.0/oa/message/cs"
LONGEST = 2000  # characters of a text
EXPIRED = (-216, -124)
NEVER = {
    -201: "Zalo không nhận nội dung hoặc mã người dùng này.",
    -207: "Mã người dùng Zalo trên tài khoản không đúng.",
    -213: "Người này chưa quan tâm, hoặc đã chặn trang Zalo của cơ quan.",
    -217: "Người này đã chặn tin của trang Zalo của cơ quan.",
    -227: "Tài khoản Zalo của người này đã bị khóa hoặc lâu không dùng.",
    -230: "Đã lâu người này không tương tác với trang Zalo của cơ quan nên Zalo không chuyển tin.",
}
LATER = {
    -32: "Zalo yêu cầu gửi chậm lại.",
    -211: "Trang Zalo của cơ quan đã hết lượt gửi tin.",
    -218: "Người này đã nhận đủ số tin Zalo cho phép.",
}


class Expired(Retry):
    """The token is no longer taken."""

    def __init__(self, used: str) -> None:
        super().__init__("Quyền gửi qua Zalo đã hết hạn, đang xin cấp lại.", after=timedelta(0))
        self.used = used

    def settle(self, delivery: Delivery) -> None:
        """Have it renewed before the next message."""
        zalo_access.refused(self.used)


def is_configured() -> bool:
    """Whether the environment names an OA."""
    return settings.ZALO is not None


def address(user: User) -> str:
    """The person's number at the office's Zalo OA; empty if none is known."""
    return user.zalo_id


def prepare(deliveries: Sequence[Delivery]) -> None:
    """Fetch the token, renewed if need be."""
    token, trouble = "", ""
    try:
        token = zalo_access.token()
    except zalo_access.NoAccess as error:
        trouble = str(error)
    for row in deliveries:
        row.token, row.trouble = token, trouble


def send(delivery: Delivery) -> None:
    """Carry the message. Raises Permanent, Retry or Unreachable."""
    if not delivery.token:
        raise Unreachable(delivery.trouble)
    told = {"recipient": {"user_id": delivery.user.zalo_id}, "message": {"text": text(delivery)}}
    headers = {"Content-Type": "application/json", "access_token": delivery.token}
    try:
        answer = outward.post_to_own(settings.ZALO.url + PATH, json.dumps(told).encode(), headers)
    except outward.Silent as error:
        raise Unreachable(f"Zalo không trả lời. {error}") from error
    failure = judged(answer, delivery.token)
    if failure is not None:
        raise failure


def text(delivery: Delivery) -> str:
    """Subject, body and link; a body that is too long ends in the page."""
    link = f"\n\nXem tại: {settings.BASE_URL}{delivery.link}"
    said = f"{delivery.subject}\n\n{delivery.body}"
    room = LONGEST - len(link)
    return (said if len(said) <= room else said[: room - 1] + "…") + link


def judged(answer: outward.Answer, used: str) -> Failed | None:
    """Whether it arrived, and if not whether trying again may help."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unreachable(f"Zalo đang trục trặc (mã trả lời {answer.status}).")
    try:
        number = int(json.loads(answer.body)["error"])
    except (ValueError, KeyError, TypeError):
        return Retry(f"Zalo trả lời không đọc được (mã trả lời {answer.status}).")
    if number == 0:
        return None
    if number in EXPIRED:
        return Expired(used)
    if number in NEVER:
        return Permanent(NEVER[number])
    return Retry(LATER.get(number, f"Zalo chưa nhận tin (mã {number})."))
