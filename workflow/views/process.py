"""/quy-trinh: the process table, for every user."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers.lifecycle import DESKS
from dossiers.vocabulary import Role, State
from workflow.judging import ACTS


@require_safe
def process_page(request: HttpRequest) -> HttpResponse:
    """States with who holds them, and every act with from, to, by whom."""
    states = [(state, Role(DESKS[state][0]).label if state in DESKS else "") for state in State]
    acts = [
        {
            "label": act.label,
            "sources": [State(source).label for source in act.sources],
            "targets": [State(target).label for target in act.targets],
            "roles": [Role(role).label for role in act.roles],
            "reason": int(act.reason),
        }
        for act in ACTS.values()
    ]
    return render(request, "workflow/process.html", {"states": states, "acts": acts})


