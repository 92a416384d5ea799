"""Pages of long lists: nobody waits while a hundred thousand rows are counted."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 1000  # rows a list counts and turns over; beyond them conditions help more than pages


class CountedUpTo(Paginator):
    """A paginator over `rows` (a queryset or a list) that counts to `most` and then says 'hơn 1.000'."""

    def __init__(self, rows: Any, per_page: int, *, most: int | None = None) -> None:
        super().__init__(rows, per_page)
        self.most = most or MOST

    @cached_property
    def _counted(self) -> int:
        if isinstance(self.object_list, Sequence):
            return len(self.object_list)
        return self.object_list.order_by().values("pk")[: self.most + 1].count()

    @property
    def more(self) -> bool:
        """Whether there are more rows than were counted."""
        return self._counted > self.most

    @cached_property
    def count(self) -> int:
        """The number of rows, `most` where there are more."""
        return min(self._counted, self.most)

    @property
    def counted(self) -> str:
        """The number in words of the screen: '31', 'hơn 1.000'."""
        return f"hơn {self.most:,}".replace(",", ".") if self.more else str(self.count)
