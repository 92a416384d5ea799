"""What an administrator says of a system that is told of moves."""

from typing import Any

from django import forms

from notifications.webhook_models import Subscriber
from notifications.webhooks import outward, telling


class SubscriberForm(forms.ModelForm):
    """`acts` empty: every move."""

    acts = forms.MultipleChoiceField(
        label="Những việc được báo", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Không chọn việc nào: báo mọi bước của hồ sơ.",
    )

    class Meta:
        model = Subscriber
        fields = ("name", "url", "acts")
        help_texts = {
            "name": "Ví dụ: Phần mềm quản lý văn bản của Sở.",
            "url": "Địa chỉ bắt đầu bằng https:// do đơn vị quản lý hệ thống đó cung cấp.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acts"].choices = telling.choices()

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        try:
            outward.checked(url)
        except outward.Refused as error:
            raise forms.ValidationError(str(error)) from error
        return url


class RotationForm(forms.Form):
    """How long the present secret goes on signing beside the new one."""

    days = forms.IntegerField(
        label="Khóa cũ còn dùng thêm (ngày)", min_value=0, max_value=30, initial=7,
        help_text="Trong thời gian này mỗi tin mang cả hai chữ ký, hệ thống nhận kịp đổi khóa. Ghi 0 nếu khóa đã lộ.",
    )
