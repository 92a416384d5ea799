"""What the dossier page says of a reminder."""

import pytest

from workflow.alarms.saying import reminder_words

FACTS = {"kind": "step", "step": "1", "due": "2026-11-23T16:59:59Z", "audience": "desk_superior"}


@pytest.mark.parametrize(("facts", "words"), [
    ({}, "Hạn xử lý ở bước 23/11/2026, sau hạn 1 ngày làm việc; nhắc người đang giữ và cấp trên trực tiếp"),
    ({"step": "-5", "audience": "desk"}, "Hạn xử lý ở bước 23/11/2026, trước hạn 5 ngày làm việc; nhắc người đang giữ"),
    ({"step": "0", "audience": "desk"}, "Hạn xử lý ở bước 23/11/2026, ngày hết hạn; nhắc người đang giữ"),
    # the day is that of the office, not of Greenwich
    ({"kind": "response", "due": "2026-11-22T18:00:00+00:00", "audience": "desk", "step": "0"},
     "Hạn bổ sung hồ sơ 23/11/2026, ngày hết hạn; nhắc người đang giữ"),
])  # fmt: skip
def test_a_reminder_names_its_deadline_its_rung_and_whom_it_reminds(facts, words):
    assert reminder_words(FACTS | facts) == words


@pytest.mark.parametrize("facts", [
    {}, {"step": "appraise", "procedure": 3}, FACTS | {"audience": ""}, FACTS | {"step": "end"},
    {name: FACTS[name] for name in ("kind", "step", "due")},
])  # fmt: skip
def test_other_entries_have_no_such_words(facts):
    assert reminder_words(facts) == ""
