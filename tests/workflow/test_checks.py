"""Every fault of a definition is named before it runs."""

from dataclasses import replace

import pytest

from dossiers.lifecycle import Act
from dossiers.rules.registry import evaluators
from workflow import checks
from workflow.judging import ACTS

ANSWERED = frozenset(evaluators())


def faults(**changes: Act | None) -> list[str]:
    acts = {name: act for name, act in (ACTS | changes).items() if act is not None}
    return checks.faults(acts, answered=ANSWERED)


def test_the_process_as_it_stands_has_no_fault():
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"withdraw": None}, "không đến được trạng thái 'withdrawn'"),
        ({"release": None, "withdraw": None}, "hồ sơ bị kẹt ở trạng thái 'on_hold'"),
        (
            {"receive": replace(ACTS["receive"], sources=("submitted", "withdrawn"))},
            "trạng thái cuối 'withdrawn' vẫn có lối ra",
        ),
        ({"issue": replace(ACTS["issue"], roles=())}, "không ai được thực hiện hành động 'issue'"),
        ({"issue": replace(ACTS["issue"], roles=("boss",))}, "hành động 'issue' nêu vai trò lạ 'boss'"),
        (
            {"sign": replace(ACTS["sign"], needs=("blessing",))},
            "hành động 'sign' cần 'blessing' nhưng không có nơi nào trả lời",
        ),
        ({"sign": replace(ACTS["sign"], label=" ")}, "hành động 'sign' không có tên tiếng Việt"),
        ({"sign": replace(ACTS["sign"], targets=("inked",))}, "trạng thái 'inked' không có tên tiếng Việt"),
    ],
)
def test_a_fault_is_named(changes, fault):
    assert fault in faults(**changes)
