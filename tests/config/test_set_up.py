"""The set-up page: what is missing, step by step, until the first year can begin."""

import pytest
from django.urls import reverse

from config.set_up import left, named, steps
from dossiers import clock
from dossiers.models import Post, Unit
from dossiers.vocabulary import Role
from tests import factories as make
from tests.world import make_world
from workflow.models import Beat

pytestmark = pytest.mark.django_db
PAGE = "/thiet-lap/"


def standing() -> dict[str, tuple[bool, str]]:
    return {step.title: (step.done, step.says) for step in steps()}


def test_an_empty_installation_begins_with_the_file():
    found = steps()
    assert [step.title for step in found if step.needed and not step.done] == [
        "Cơ quan", "Đơn vị trực thuộc", "Tài khoản và chức vụ", "Hội đồng Thi đua – Khen thưởng",
        "Danh hiệu, hình thức và thẩm quyền", "Năm thi đua đầu tiên", "Nhắc hạn và thông báo",
    ]
    assert (left(found), found[0].url) == (7, reverse("dossiers:import"))
    assert standing()["Danh sách cán bộ"] == (
        False, "Ghi sau khi có đơn vị trực thuộc. Đơn vị cũng tự thêm được khi lập tờ trình.")


def test_a_working_office_has_everything():
    world = make_world()
    Unit.objects.filter(pk=world.body.pk).update(place="Đắk Lắk")
    make.make_person(world.unit)
    Beat.objects.all().delete()
    Beat.objects.create(name="default", at=clock.now())
    found = {step.title: step for step in steps() if step.needed and not step.done}
    assert found == {}


def test_what_is_missing_is_named():
    world = make_world()
    Post.objects.filter(role=Role.CLERK).update(valid_to=make.LONG_AGO)
    Post.objects.filter(user=world.other_head).update(valid_to=make.LONG_AGO)
    world.council.seats.filter(role=Role.SECRETARY).update(valid_to=make.LONG_AGO)
    found = standing()
    assert found["Cơ quan"] == (False, "Sở Tư pháp còn thiếu: địa danh.")
    assert found["Tài khoản và chức vụ"] == (
        False, "Chưa có ai giữ: Văn thư. 1 đơn vị chưa có thủ trưởng: Phòng Bổ trợ.",
    )
    assert found["Hội đồng Thi đua – Khen thưởng"] == (False, "4 thành viên, còn thiếu: Thư ký Hội đồng.")
    assert found["Danh sách cán bộ"][0] is False


def test_many_names_are_cut_short():
    assert named(["A", "B"]) == "A, B"
    assert named(list("ABCDEFG")) == "A, B, C, D, E và 2 đơn vị khác"


def test_the_page_shows_the_next_step_to_administrators_only(client, django_assert_max_num_queries):
    world = make_world()
    client.force_login(make.make_holder(Role.ADMINISTRATOR, world.body))
    with django_assert_max_num_queries(30):
        page = client.get(PAGE).content.decode()
    assert "Việc tiếp theo: Cơ quan" in page
    for name in ("workflow:ladder", "notifications:table", "notifications:holds", "notifications:subscribers"):
        assert f'href="{reverse(name)}"' in page
    client.force_login(world.office_head)
    assert client.get(PAGE).status_code == 403
