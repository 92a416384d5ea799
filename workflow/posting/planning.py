"""What is typed when a list goes up."""

from django import forms

from dossiers.forms import fields
from dossiers.models import Unit
from dossiers.vocabulary import Counting
from workflow.posting.models import Place

LONGEST_PERIOD = 90  # days: more is a slip of the pen


def planning(body_id: int | None) -> dict[str, forms.Field]:
    """What is asked when a list goes up; the rest follows from the rules and the body."""
    body = Unit.objects.filter(pk=body_id).first()
    return {
        "title": fields.line(
            "Tên danh sách", required=False, help_text="Để trống thì ghi 'Danh sách đề nghị khen thưởng năm …'."
        ),
        "place": fields.choice("Công khai ở đâu", Place.choices, initial=Place.PAGE),
        "where": fields.line(
            "Tên bảng niêm yết, trang thông tin điện tử", required=False, help_text="Chỉ ghi khi công khai ở nơi khác."
        ),
        "from_on": fields.day("Từ ngày", required=False, help_text="Để trống là hôm nay."),
        "days": fields.number(
            "Số ngày công khai ít nhất", least=1, most=LONGEST_PERIOD, required=False,
            help_text="Để trống thì theo quy định của danh hiệu, hình thức; nếu không có quy định thì kết thúc lúc nào "
            "cũng được.",
        ),
        "unit": fields.choice("Tính theo", Counting.choices, required=False, initial=Counting.WORKING),
        "comments_to": fields.line(
            "Nơi nhận ý kiến", required=False, initial=comments_desk(body) if body else "",
            help_text="Tên bộ phận, địa chỉ, điện thoại, thư điện tử để mọi người gửi ý kiến.",
        ),
    }


def comments_desk(body: Unit) -> str:
    """Where comments go unless the office says otherwise: 'Văn phòng Sở, Sở Tư pháp'."""
    return f"{body.office_name or 'Bộ phận thường trực'}, {body.name}"
