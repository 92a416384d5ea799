"""A returned dossier: what was named is mended, the rest only read; the asker sees what changed; nothing comes back
unchanged without a word."""

import pytest
from django.urls import reverse

from dossiers import mending, papers
from dossiers.models import Dossier, PaperType
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Producer, State
from tests.dossiers.files import upload
from tests.world import World, bring, do, fresh, make_world
from workflow import engine, rounds
from workflow.models import CorrectionItem, Entry, Procedure

pytestmark = pytest.mark.django_db
REASON = "Bổ sung số liệu cụ thể về kết quả công tác trong năm."


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report() -> PaperType:
    return PaperType.objects.create(code="BC", name="Báo cáo thành tích", producer=Producer.NOMINEE)


def returned(world, count: int = 1, **named) -> list[Dossier]:
    rows = bring(world, State.APPRAISING, count)
    named = named or {"fields": ["achievement"], "papers": []}
    return do(world, "return_for_correction", rows, reason=REASON, **named)


def mend(client, user, rows, data=None, **more):
    client.force_login(user)
    address = reverse("workflow:mend", args=[Procedure.objects.get(lines__dossier=rows[0], lines__left_at=None).pk])
    if data is None:
        return client.get(address)
    return client.post(address, {f"d{row.pk}-{name}": value for row in rows for name, value in data.items()} | more)


def state(rows) -> set[str]:
    return {row.state for row in fresh(rows)}


def test_the_page_counts_what_was_mended_and_shows_the_rest_to_be_read(client, world, report):
    rows = returned(world, fields=["achievement", "job"], papers=["BC"])
    page = mend(client, world.drafter, rows)
    (form,) = page.context["forms"]
    assert (page.context["done"], page.context["asked"]) == (0, 3)
    assert sorted(form.fields) == ["achievement", "giay_BC", "job"]
    assert [label for label, _ in form.shown()] == ["Họ và tên / tên tập thể", "Năm sinh"]
    mend(client, world.drafter, rows, {"achievement": "Giảm 30% thời gian xử lý.", "job": ""})
    page = mend(client, world.drafter, rows)
    assert (page.context["done"], [each.done for each in page.context["forms"][0].asked()]) == (1, [False, True, False])
    assert (state(rows), "Đã bổ sung 1/3" in page.content.decode()) == ({State.RETURNED}, True)


def test_an_emptied_summary_is_no_mending(client, world):
    rows, before = returned(world), "Giảm 30% thời gian xử lý."
    Dossier.objects.filter(pk=rows[0].pk).update(achievement=before)
    page = mend(client, world.drafter, rows, {"achievement": "  "})
    assert (page.status_code, fresh(rows)[0].achievement) == (200, before)
    assert "Được yêu cầu bổ sung thì không bỏ trống mục này." in page.content.decode()


def test_a_refused_sending_says_that_what_was_typed_is_saved(client, world):
    rows = returned(world, 2)
    typed = {f"d{rows[0].pk}-achievement": "Mới", f"d{rows[1].pk}-achievement": rows[1].achievement}
    page = mend(client, world.head, rows, {}, gui="1", **typed)
    assert (page.status_code, fresh(rows)[0].achievement) == (409, "Mới")
    assert "đã được lưu; chưa có gì được gửi đi" in page.content.decode()
    assert "Chưa có gì được ghi" not in page.content.decode()


def test_what_was_not_named_is_not_changed_by_any_post(client, world):
    rows = returned(world)
    data = {"achievement": "Mới", "nominee_name": "Tên giả", "job": "Giám đốc", "giay_BC": upload("giả.pdf")}
    mend(client, world.drafter, rows, data)
    row = fresh(rows)[0]
    assert (row.achievement, row.nominee_name, row.nominee.job, row.papers.count()) == (
        "Mới", rows[0].nominee_name, rows[0].nominee.job, 0
    )


def test_the_asker_is_shown_the_old_and_the_new(client, world, report):
    row = bring(world, State.APPRAISING)[0]
    first = papers.attach(
        papers.store(upload("báo cáo.pdf")), name="báo cáo.pdf", paper_type=report, actor=world.drafter, dossier=row
    )
    rows = do(world, "return_for_correction", [row], reason=REASON, fields=["achievement"], papers=["BC"])
    data = {"achievement": "Giảm 30% thời gian.", "giay_BC": upload("báo cáo mới.pdf")}
    assert mend(client, world.head, rows, data, gui="1", key="a").status_code == 302
    (item,) = rounds.of_dossier(fresh(rows)[0])
    told = [(change.label, change.before, change.after, change.changed) for change in item.changes]
    second = row.papers.get(replaced=False)
    assert told == [
        ("Tóm tắt thành tích", "", "Giảm 30% thời gian.", True), ("Báo cáo thành tích", first, second, True),
    ]
    client.force_login(world.appraiser)
    shown = client.get(reverse("workflow:dossier", args=[row.code])).content.decode()
    assert "<ins>Giảm 30% thời gian.</ins>" in shown and "báo cáo mới.pdf" in shown and "Lần bổ sung thứ 1" in shown


def test_a_later_round_does_not_change_what_an_earlier_one_tells(client, world):
    rows = returned(world)
    mend(client, world.head, rows, {"achievement": "Lần một"}, gui="1")
    again = {"reason": "Vẫn chưa có số liệu của quý IV.", "fields": ["achievement"], "papers": []}
    do(world, "return_for_correction", rows, **again)
    page = mend(client, world.head, rows).content.decode()
    assert "Lần bổ sung thứ 2" in page and REASON in page and "Vẫn chưa có số liệu của quý IV." in page
    mend(client, world.head, rows, {"achievement": "Lần hai"}, gui="1")
    found = rounds.of_dossier(fresh(rows)[0])
    assert [(item.round, item.changes[0].before, item.changes[0].after) for item in found] == [
        (2, "Lần một", "Lần hai"), (1, "", "Lần một")
    ]


def test_nothing_comes_back_unchanged_without_a_confirmed_word(client, world):
    rows = returned(world)
    response = mend(client, world.head, rows, {"achievement": ""}, gui="1", key="a")
    assert (response.status_code, state(rows)) == (409, {State.RETURNED})
    assert [row.pk for row in response.context["unchanged"]] == [rows[0].pk]
    note = {"ghi_chu": "Số liệu đã đúng theo báo cáo quý."}
    for more in (note, {"xac_nhan": "1"}, {"xac_nhan": "1", "ghi_chu": "   "}):
        response = mend(client, world.head, rows, {"achievement": ""}, gui="1", **more)
        assert (response.status_code, state(rows)) == (409, {State.RETURNED})
    assert mend(client, world.head, rows, {"achievement": ""}, gui="1", xac_nhan="1", **note).status_code == 302
    entry = Entry.objects.get(dossier=rows[0], act="resubmit")
    assert (state(rows), entry.reason) == (
        {State.APPRAISING}, "Gửi lại không thay đổi: Số liệu đã đúng theo báo cáo quý."
    )
    (item,) = rounds.of_dossier(fresh(rows)[0])
    assert (item.done, item.said) == (0, entry.reason)


def test_the_word_goes_with_the_unchanged_lines_alone(client, world):
    changed, same = rows = returned(world, 2)
    mending.mend(changed, {"achievement": "Mới"}, allowed=["achievement"], actor=world.drafter)
    client.force_login(world.head)
    address = reverse("workflow:mend", args=[Procedure.objects.get(lines__dossier=same, lines__left_at=None).pk])
    data = {f"d{changed.pk}-achievement": "Mới", f"d{same.pk}-achievement": "", "gui": "1"}
    response = client.post(address, data)
    assert [row.pk for row in response.context["unchanged"]] == [same.pk]
    client.post(address, data | {"xac_nhan": "1", "ghi_chu": "Đã đủ, xin giữ nguyên"})
    reasons = dict(Entry.objects.filter(act="resubmit").values_list("dossier_id", "reason"))
    assert reasons == {changed.pk: "", same.pk: "Gửi lại không thay đổi: Đã đủ, xin giữ nguyên"}
    assert state(rows) == {State.APPRAISING}


def test_the_changed_lines_go_ahead_without_the_others(client, world):
    changed, same = rows = returned(world, 2)
    mending.mend(changed, {"achievement": "Mới"}, allowed=["achievement"], actor=world.drafter)
    data = {f"d{changed.pk}-achievement": "Mới", f"d{same.pk}-achievement": "", "gui": "1", "dossier": changed.pk}
    client.force_login(world.head)
    address = reverse("workflow:mend", args=[Procedure.objects.get(lines__dossier=same, lines__left_at=None).pk])
    assert client.post(address, data).status_code == 302
    assert [row.state for row in fresh(rows)] == [State.APPRAISING, State.RETURNED]


def test_the_door_itself_refuses_what_comes_back_unchanged(world):
    rows = returned(world)
    with pytest.raises(Refused) as caught:
        engine.perform("resubmit", rows, actor=world.head)
    (objection,) = caught.value.by_dossier[rows[0].pk]
    assert (objection.family, objection.waivable) == ("papers", False)


def test_what_names_nothing_or_is_older_than_the_pictures_is_sent_again_as_before(world):
    nothing, old = returned(world, fields=[], papers=[])[0], returned(world)[0]
    CorrectionItem.objects.filter(dossier=old).update(before={})
    engine.perform("resubmit", [nothing], actor=world.head)
    engine.perform("resubmit", [old], actor=world.head)
    assert (state([nothing, old]), rounds.of_dossier(fresh([old])[0])[0].changes) == ({State.APPRAISING}, [])


def test_another_unit_finds_no_page_to_mend(client, world):
    from tests.factories import make_holder

    rows = returned(world)
    stranger = make_holder("unit_head", world.other_unit)
    assert mend(client, stranger, rows).status_code == 404
    assert mend(client, stranger, rows, {"achievement": "Giả"}, gui="1").status_code == 404
    assert (fresh(rows)[0].achievement, state(rows)) == ("", {State.RETURNED})
