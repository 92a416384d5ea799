"""When a rehearsal may stay in the present database."""

from django.db import DatabaseError

from config.rehearsal.scenario import Scenario
from dossiers.models import Award, Season
from dossiers.vocabulary import Nature


class NotKept(Exception):
    """Không giữ được mùa diễn tập trong cơ sở dữ liệu này."""


def refuse_where_it_disturbs(scenario: Scenario) -> None:
    """Raise NotKept where a real season lives, the year is rehearsed already, or the database is not ready.

    A sample year does not count as real.
    """
    year = scenario.season.year
    try:
        seasons = set(Season.objects.values_list("nature", "year"))
        ready = Award.objects.exists()
    except DatabaseError as error:
        raise NotKept("Cơ sở dữ liệu chưa được chuẩn bị; hãy chạy migrate và load_catalogue trước.") from error
    if any(nature == Nature.REAL for nature, _ in seasons):
        raise NotKept("Cơ sở dữ liệu đã có năm thi đua chính thức nên không giữ mùa diễn tập tại đây.")
    if (Nature.REHEARSAL, year) in seasons:
        raise NotKept(f"Cơ sở dữ liệu đã giữ một mùa diễn tập của năm {year}.")
    if not ready:
        raise NotKept("Chưa nạp danh mục khen thưởng; hãy chạy load_catalogue trước.")
