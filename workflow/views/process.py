"""/quy-trinh: the life of a dossier and every procedure, drawn and in tables, for every user."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from dossiers import clock
from workflow import process_table, term_table
from workflow.diagrams import bpmn, graph, svg
from workflow.flows.drawing import Drawing, drawings
from workflow.flows.models import ProcedureKind
from workflow.judging import ACTS

LIFE = "vong-doi"
SLUGS = {
    ProcedureKind.HAND_IN: "to-trinh", ProcedureKind.CORRECTION: "bo-sung", ProcedureKind.COUNCIL: "phien-hop",
    ProcedureKind.CONSULTATION: "lay-y-kien", ProcedureKind.POSTING: "cong-khai", ProcedureKind.DECISION: "van-ban",
    ProcedureKind.REVOCATION: "thu-hoi",
}
EACH = {"vote": "mỗi người một phiếu", "answer": "mỗi nơi một ý kiến"}
SHAPES = {"start": "bắt đầu", "task": "việc", "branch": "rẽ nhánh", "split": "chia song song", "end": "kết thúc"}


@require_safe
def process_page(request: HttpRequest) -> HttpResponse:
    """Diagram, states with who holds them, every act with who does it and who hears of it, every procedure."""
    about = {
        "life": _picture(graph.life(ACTS), LIFE), "life_slug": LIFE, "states": process_table.states(),
        "acts": process_table.acts(ACTS, term_table.usual(clock.today())),
        "procedures": [_procedure(drawing) for drawing in drawings()],
    }
    return render(request, "workflow/process.html", about)


@require_safe
def picture_file(request: HttpRequest, slug: str) -> HttpResponse:
    """One diagram as an SVG file."""
    diagram = graph.life(ACTS) if slug == LIFE else graph.procedure(_drawing(slug))
    return _file(svg.drawn(diagram, slug).encode(), "image/svg+xml", f"{slug}.svg")


@require_safe
def bpmn_file(request: HttpRequest, slug: str) -> HttpResponse:
    """One procedure as a BPMN 2.0 file."""
    drawing = _drawing(slug)
    return _file(bpmn.document(drawing, graph.procedure(drawing)), "application/xml", f"{slug}.bpmn")


def _drawing(slug: str) -> Drawing:
    for drawing in drawings():
        if SLUGS[ProcedureKind(drawing.kind)] == slug:
            return drawing
    raise Http404


def _picture(diagram: graph.Diagram, name: str) -> str:
    # Our own drawing of our own definition; every word in it is escaped where it is written.
    return mark_safe(svg.drawn(diagram, name))


def _procedure(drawing: Drawing) -> dict[str, Any]:
    """The picture, and its steps in words: what each is, who does it, where it leads."""
    slug, diagram = SLUGS[ProcedureKind(drawing.kind)], graph.procedure(drawing)
    labels = {node.name: node.label for node in drawing.nodes}
    in_order = {node.name: node for node in drawing.nodes}
    steps = [
        {
            "label": in_order[name].label, "shape": SHAPES[in_order[name].shape], "desk": in_order[name].desk,
            "each": EACH.get(name, "") if in_order[name].many else "",
            "ways": [(edge.label, labels[edge.target]) for edge in drawing.edges if edge.source == name],
        }
        for name in graph.unfolded(drawing)
    ]
    return {"title": drawing.title, "slug": slug, "picture": _picture(diagram, slug), "steps": steps}


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
