"""Nhận tin qua Zalo: the own number at the office's OA; only where the installation is joined to one."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.models import User
from notifications.channels import zalo


class ZaloForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("zalo_id",)
        help_texts = {"zalo_id": "Dãy số do quản trị hệ thống cung cấp. Để trống nếu không muốn nhận tin qua Zalo."}


@require_http_methods(["GET", "HEAD", "POST"])
def zalo_page(request: HttpRequest) -> HttpResponse:
    """Write the own number, or take it away."""
    if not zalo.is_configured():
        raise Http404
    # a row of its own: a refused value must not show in the header of the page
    form = ZaloForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=["zalo_id"])
        told = "Từ nay tin cũng được gửi qua Zalo." if form.instance.zalo_id else "Tin không gửi qua Zalo nữa."
        messages.success(request, f"Đã lưu. {told}")
        return redirect("notifications:zalo")
    return render(request, "notifications/zalo.html", {"form": form})
