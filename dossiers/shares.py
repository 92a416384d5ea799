"""What share of others a quota speaks of, as information for the unit; whether it is kept is judged elsewhere."""

from collections.abc import Sequence

from dossiers import clock
from dossiers.catalogue import rulesets
from dossiers.models import Award, Dossier
from dossiers.vocabulary import NomineeKind


def share_words(awards: Sequence[Award], lines: Sequence[Dossier]) -> dict[int, str]:
    """Award pk → its lines beside those of the award a quota measures it by ('3 / 20, quy định tối đa 15%'); only
    awards for which a version in force states such a quota. At most four queries."""
    day = clock.today()
    codes = {award.code: award for award in awards}
    people = [line for line in lines if line.nominee.kind == NomineeKind.PERSON]
    found = {}
    for (pk, _), rules in rulesets([(award, day) for award in awards]).items():
        quota = rules.fields["quota"].value if rules.exact else None
        base = codes.get(quota["max_pct_of"]) if isinstance(quota, dict) else None
        if base is not None:
            mine, of = _count(people, pk), _count(people, base.pk)
            found[pk] = f"{mine} / {of} {base.name}; quy định tối đa {quota['pct']}%"
    return found


def _count(lines: Sequence[Dossier], award_pk: int) -> int:
    return sum(line.award_id == award_pk for line in lines)
