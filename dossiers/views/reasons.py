"""The office's list of reasons, one box an act, one reason a line."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import reasons


class ReasonsForm(forms.Form):
    """A box for each act; what was typed stays typed when one of its lines is refused."""

    def __init__(self, offered: list[reasons.Offered], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for each in offered:
            lines = "\n".join(each.texts)
            whose = "Lý do riêng của cơ quan." if each.own else "Đang dùng lý do chung."
            self.fields[each.act.name] = forms.CharField(
                label=each.act.label, required=False, initial=lines, help_text=whose,
                widget=forms.Textarea(attrs={"rows": max(3, len(each.texts) + 1)}),
            )

    @property
    def wanted(self) -> dict[str, list[str]]:
        """Act name → the lines of its box."""
        return {name: str(value).splitlines() for name, value in self.cleaned_data.items()}


@require_safe
def reason_bodies(request: HttpRequest) -> HttpResponse:
    """The bodies whose lists this person may rewrite; straight on where there is one."""
    bodies = list(reasons.bodies_edited_by(request.user))
    if not bodies:
        raise Http404
    if len(bodies) == 1:
        return redirect("dossiers:reasons", bodies[0].code)
    return render(request, "dossiers/reason_bodies.html", {"bodies": bodies})


@require_http_methods(["GET", "HEAD", "POST"])
def reason_lists(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Every list of one body; POST rewrites those that were changed, all or none."""
    body = get_object_or_404(reasons.bodies_edited_by(request.user), code=unit_code)
    form = ReasonsForm(reasons.lists(body), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = reasons.rewrite(body, form.wanted, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            told = f"Đã lưu lý do mẫu của {len(changed)} việc." if changed else "Không có gì thay đổi."
            messages.success(request, told)
            return redirect("dossiers:reasons", body.code)
    return render(request, "dossiers/reasons.html", {"form": form, "body": body})
