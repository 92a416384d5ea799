"""Fields that speak as the office writes: dates d/m/Y as text, plain words for what is missing."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

REQUIRED = "Cần điền mục này."
CHOOSE = "Hãy chọn một mục."
BAD_CHOICE = "Lựa chọn này không còn dùng được; hãy chọn lại."
YEARS = (1900, 2100)  # a day outside them is a slip of the hand


def day(
    label: str, *, required: bool = True, help_text: str = "", years: tuple[int, int] = YEARS
) -> forms.DateField:
    """A date typed as ngày/tháng/năm, from the first to the last of `years`."""
    first, last = years
    told = f"Năm phải từ {first} đến {last}."
    return forms.DateField(
        label=label, required=required, help_text=help_text,
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y"],
        widget=forms.DateInput(
            format="%d/%m/%Y",
            attrs={
                "placeholder": "ngày/tháng/năm", "inputmode": "numeric", "autocomplete": "off", "data-date": "",
            },
        ),
        error_messages={
            "required": REQUIRED, "invalid": "Ngày chưa đúng; ghi ngày/tháng/năm, ví dụ 28/11/2026.",
        },
        validators=[MinValueValidator(date(first, 1, 1), told), MaxValueValidator(date(last, 12, 31), told)],
    )


def line(label: str, *, most: int = 255, required: bool = True, help_text: str = "", **more: Any) -> forms.CharField:
    """A text of one line, at most `most` characters."""
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text,
        error_messages={"required": REQUIRED, "max_length": f"Ghi không quá {most} ký tự."}, **more,
    )


def passage(label: str, *, most: int = 20_000, rows: int = 6, help_text: str = "") -> forms.CharField:
    """A text of several lines, optional."""
    return forms.CharField(
        label=label, max_length=most, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"Ghi không quá {most} ký tự."},
    )


def choice(label: str, choices: Any, *, required: bool = True, help_text: str = "", **more: Any) -> forms.ChoiceField:
    """One of a fixed list."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=help_text,
        error_messages={"required": CHOOSE, "invalid_choice": BAD_CHOICE}, **more,
    )


def row(label: str, rows: Any, *, required: bool = True, empty: str = "Chọn…", help_text: str = "") -> Any:
    """One of the rows of a queryset."""
    return forms.ModelChoiceField(
        label=label, queryset=rows, required=required, empty_label=empty, help_text=help_text,
        error_messages={"required": CHOOSE, "invalid_choice": BAD_CHOICE},
    )


def number(label: str, *, least: int, most: int, required: bool = True, help_text: str = "") -> forms.IntegerField:
    """A whole number between `least` and `most`."""
    between = f"Ghi một số từ {least} đến {most}."
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": REQUIRED, "invalid": between, "min_value": between, "max_value": between},
    )
