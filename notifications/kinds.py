"""Why somebody hears, and how somebody wants to hear: the words of the settings."""

from collections.abc import Iterable

from django.db import models


class Kind(models.TextChoices):
    """Why somebody hears: what a person may choose by (`Preference`). What needs the person is always told here."""

    WORK = "work", "Việc cần tôi làm"
    NEWS = "news", "Tin về hồ sơ của tôi, của đơn vị"
    REMINDER = "reminder", "Nhắc hạn, đôn đốc"
    RESULT = "result", "Kết quả khen thưởng"
    SEASON = "season", "Tin về năm thi đua"


class Mode(models.TextChoices):
    """How one kind reaches a person by one channel."""

    AT_ONCE = "at_once", "Gửi ngay"
    DAILY = "daily", "Gộp mỗi ngày một thư"
    OFF = "off", "Không gửi"


WEIGHT = (Kind.WORK, Kind.RESULT, Kind.REMINDER, Kind.NEWS, Kind.SEASON)


def weightiest(kinds: Iterable[str]) -> str:
    """The kind by which a message goes that says several things."""
    return str(min(kinds, key=lambda kind: WEIGHT.index(Kind(kind))))
