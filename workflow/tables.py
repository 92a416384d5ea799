"""The lists of this floor that their reader puts in order."""

import django_tables2 as tables

from dossiers.tables import SortedTable


class SessionTable(SortedTable):
    """Sessions of a council."""

    title = tables.Column(verbose_name="Phiên họp", order_by=("title", "pk"))
    body = tables.Column(verbose_name="Cơ quan", order_by=("council__body__name", "pk"))
    held_at = tables.Column(verbose_name="Họp lúc", order_by=("held_at", "pk"))
    count = tables.Column(verbose_name="Số hồ sơ", order_by=("count", "pk"), attrs={"th": {"class": "vd-number"}})
    standing = tables.Column(verbose_name="Tình trạng", orderable=False)


class DecisionTable(SortedTable):
    """Decisions and letters."""

    number = tables.Column(verbose_name="Văn bản", order_by=("symbol", "number", "title", "pk"))
    kind = tables.Column(verbose_name="Loại", order_by=("kind", "pk"))
    body = tables.Column(verbose_name="Cơ quan", order_by=("body__name", "pk"))
    count = tables.Column(verbose_name="Số hồ sơ", order_by=("count", "pk"), attrs={"th": {"class": "vd-number"}})
    dated = tables.Column(verbose_name="Tình trạng", order_by=("status", "dated", "pk"))


class JobTable(SortedTable):
    """Long work."""

    title = tables.Column(verbose_name="Việc", order_by=("title", "pk"))
    actor = tables.Column(verbose_name="Người thực hiện", order_by=("actor__full_name", "pk"))
    state = tables.Column(verbose_name="Tình trạng", order_by=("state", "pk"))
    done = tables.Column(verbose_name="Đã làm", order_by=("done", "pk"))
    created_at = tables.Column(verbose_name="Lập lúc", order_by=("created_at", "pk"))


class EnteredTable(SortedTable):
    """What an office entered."""

    number = tables.Column(verbose_name="Tờ trình", order_by=("number", "code"))
    unit = tables.Column(verbose_name="Đơn vị", order_by=("unit__name", "pk"))
    origin = tables.Column(verbose_name="Nguồn", order_by=("origin", "received_on", "pk"))
    count = tables.Column(verbose_name="Số hồ sơ", order_by=("line_count", "pk"))
    sent = tables.Column(verbose_name="Tình trạng", order_by=("submitted_at", "pk"))
