"""A procedure as BPMN 2.0 with its picture (BPMN DI), for bpmn.io and other modellers.

A desk is a user task that names who does it; a task of each council member is a parallel multi-instance.
"""

from collections.abc import Callable
from xml.etree import ElementTree as Xml

from workflow.diagrams.graph import Diagram, Drawn
from workflow.diagrams.layout import Box
from workflow.diagrams.svg import shape_of, shortened
from workflow.flows.drawing import Drawing, DrawnEdge, DrawnNode

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NAMESPACES = {
    "bpmn": MODEL,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
TARGET = "https://vinhdanh.local/quy-trinh"  # a name, not an address
KINDS = {
    "start": "startEvent", "task": "userTask", "branch": "exclusiveGateway", "split": "parallelGateway",
    "end": "endEvent",
}


def document(drawing: Drawing, diagram: Diagram) -> bytes:
    """The file: UTF-8 with its declaration."""
    for prefix, address in NAMESPACES.items():
        Xml.register_namespace(prefix, address)
    root = Xml.Element(_name("bpmn", "definitions"), {"id": f"quy_trinh_{drawing.kind}", "targetNamespace": TARGET})
    _model(root, drawing)
    _picture(root, drawing, diagram)
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _model(root: Xml.Element, drawing: Drawing) -> None:
    about = {"id": f"thu_tuc_{drawing.kind}", "name": drawing.title, "isExecutable": "false"}
    process = Xml.SubElement(root, _name("bpmn", "process"), about)
    for node in drawing.nodes:
        _node(process, node, drawing)
    for number, edge in enumerate(drawing.edges, 1):
        flow = {"id": f"duong_{number}", "sourceRef": _id(edge.source), "targetRef": _id(edge.target)}
        flow |= {"name": edge.label} if edge.label else {}
        Xml.SubElement(process, _name("bpmn", "sequenceFlow"), flow)


def _node(process: Xml.Element, node: DrawnNode, drawing: Drawing) -> None:
    about = {"id": _id(node.name), "name": f"{node.label} ({node.desk})" if node.desk else node.label}
    out = _numbered(drawing, lambda edge: edge.source == node.name)
    if node.shape == "branch" and out:
        about["default"] = out[-1]  # the last way of a branch is the one taken when no other holds
    element = Xml.SubElement(process, _name("bpmn", KINDS[node.shape]), about)
    for flow in _numbered(drawing, lambda edge: edge.target == node.name):
        Xml.SubElement(element, _name("bpmn", "incoming")).text = flow
    for flow in out:
        Xml.SubElement(element, _name("bpmn", "outgoing")).text = flow
    if node.many:
        loop = {"isSequential": "false"}
        Xml.SubElement(element, _name("bpmn", "multiInstanceLoopCharacteristics"), loop)


def _numbered(drawing: Drawing, wanted: Callable[[DrawnEdge], bool]) -> list[str]:
    return [f"duong_{number}" for number, edge in enumerate(drawing.edges, 1) if wanted(edge)]


def _picture(root: Xml.Element, drawing: Drawing, diagram: Diagram) -> None:
    board = Xml.SubElement(root, _name("bpmndi", "BPMNDiagram"), {"id": f"so_do_{drawing.kind}"})
    about = {"id": f"mat_{drawing.kind}", "bpmnElement": f"thu_tuc_{drawing.kind}"}
    plane = Xml.SubElement(board, _name("bpmndi", "BPMNPlane"), about)
    for node in diagram.nodes:
        _shape(plane, node, diagram.places.boxes[node.name])
    for number, (way, route) in enumerate(zip(diagram.ways, diagram.places.routes, strict=True), 1):
        about = {"id": f"duong_{number}_di", "bpmnElement": f"duong_{number}"}
        edge = Xml.SubElement(plane, _name("bpmndi", "BPMNEdge"), about)
        for x, y in shortened(route, diagram, way):
            Xml.SubElement(edge, _name("di", "waypoint"), {"x": str(round(x)), "y": str(round(y))})


def _shape(plane: Xml.Element, node: Drawn, box: Box) -> None:
    about = {"id": f"{_id(node.name)}_di", "bpmnElement": _id(node.name)}
    about |= {"isMarkerVisible": "true"} if node.shape == "branch" else {}
    shape = Xml.SubElement(plane, _name("bpmndi", "BPMNShape"), about)
    sign = shape_of(node, box)
    _bounds(shape, sign)
    if sign != box:
        label = Xml.SubElement(shape, _name("bpmndi", "BPMNLabel"))
        under = (box.height - sign.height) / 2
        _bounds(label, Box(box.x, box.y + (sign.height + under) / 2, box.width, under))


def _bounds(element: Xml.Element, box: Box) -> None:
    Xml.SubElement(element, _name("dc", "Bounds"), {
        "x": str(round(box.x - box.width / 2)), "y": str(round(box.y - box.height / 2)),
        "width": str(round(box.width)), "height": str(round(box.height)),
    })  # fmt: skip


def _id(name: str) -> str:
    return f"buoc_{name}"


def _name(prefix: str, tag: str) -> str:
    return f"{{{NAMESPACES[prefix]}}}{tag}"
