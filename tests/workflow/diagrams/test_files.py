"""The pictures and the BPMN files: well-formed, complete, with a place for every element."""

from xml.etree import ElementTree as Xml

import pytest

from dossiers.vocabulary import State
from workflow.diagrams import bpmn, graph, svg
from workflow.drawing import ASIDE
from workflow.flows.drawing import drawings
from workflow.judging import ACTS

DRAWINGS = {drawing.kind: drawing for drawing in drawings()}
SVG = "{http://www.w3.org/2000/svg}"
B, D = (f"{{{bpmn.NAMESPACES[name]}}}" for name in ("bpmn", "bpmndi"))
POINT, BOUNDS = f"{{{bpmn.NAMESPACES['di']}}}waypoint", f"{{{bpmn.NAMESPACES['dc']}}}Bounds"


def model(kind: str) -> Xml.Element:
    return Xml.fromstring(bpmn.document(DRAWINGS[kind], graph.procedure(DRAWINGS[kind])))


def test_the_picture_of_the_life_has_every_state_on_a_way_and_every_way_of_the_table():
    diagram = graph.life(ACTS)
    aside = {State.WITHDRAWN, State.ON_HOLD}
    assert [node.name for node in diagram.nodes] == [state for state in State if state not in aside]
    drawn = [act for act in ACTS.values() if act.name not in ASIDE]
    told = {(s, t) for act in drawn for s in act.sources for t in act.targets if s != t}
    assert {(way.source, way.target) for way in diagram.ways} == told


def test_a_picture_is_well_formed_named_and_has_no_style_or_script():
    picture = Xml.fromstring(svg.drawn(graph.life(ACTS), "vong-doi"))
    tags = {element.tag.removeprefix(SVG) for element in picture.iter()}
    assert tags == {"svg", "title", "desc", "defs", "marker", "path", "rect", "text"}
    names = {name for element in picture.iter() for name in element.attrib}
    assert [name for name in names if name == "style" or name.startswith("on")] == []
    assert (picture.find(f"{SVG}title").text, picture.get("role")) == ("Vòng đời của hồ sơ", "img")
    words = " ".join(element.text for element in picture.iter(f"{SVG}text"))
    assert "Đang thẩm định Người thẩm định" in words and "Tiếp nhận" in words


def test_two_pictures_share_no_id():
    ids = [
        element.get("id")
        for kind, drawing in DRAWINGS.items()
        for element in Xml.fromstring(svg.drawn(graph.procedure(drawing), kind)).iter()
        if element.get("id")
    ]
    assert len(ids) == len(set(ids)) == 3 * len(DRAWINGS)


@pytest.mark.parametrize("kind", DRAWINGS)
def test_every_id_is_used_once_and_every_reference_leads_somewhere(kind):
    root = model(kind)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    wanted = [element.get(name) for element in root.iter() for name in ("sourceRef", "targetRef", "bpmnElement")]
    wanted += [element.text for tag in ("incoming", "outgoing") for element in root.iter(f"{B}{tag}")]
    assert {each for each in wanted if each} - set(ids) == set()


@pytest.mark.parametrize("kind", DRAWINGS)
def test_every_element_has_its_place_in_the_picture(kind):
    root, drawing = model(kind), DRAWINGS[kind]
    process = root.find(f"{B}process")
    flows = [element for element in process if element.tag == f"{B}sequenceFlow"]
    nodes = [element for element in process if element.tag != f"{B}sequenceFlow"]
    assert (len(nodes), len(flows)) == (len(drawing.nodes), len(drawing.edges))
    plane = root.find(f"{D}BPMNDiagram/{D}BPMNPlane")
    assert plane.get("bpmnElement") == process.get("id")
    shapes = {shape.get("bpmnElement"): shape for shape in plane.iter(f"{D}BPMNShape")}
    assert set(shapes) == {element.get("id") for element in nodes}
    for shape in shapes.values():
        bounds = shape.find(BOUNDS)
        assert min(int(bounds.get("width")), int(bounds.get("height"))) >= 36
    edges = {edge.get("bpmnElement"): edge for edge in plane.iter(f"{D}BPMNEdge")}
    assert set(edges) == {element.get("id") for element in flows}
    assert all(len(edge.findall(POINT)) >= 2 for edge in edges.values())


@pytest.mark.parametrize("kind", DRAWINGS)
def test_the_ways_of_a_node_are_told_at_both_its_ends(kind):
    process = model(kind).find(f"{B}process")
    flows = {flow.get("id"): flow for flow in process.iter(f"{B}sequenceFlow")}
    for element in process:
        out = [each.text for each in element.findall(f"{B}outgoing")]
        into = [each.text for each in element.findall(f"{B}incoming")]
        assert out == [name for name, flow in flows.items() if flow.get("sourceRef") == element.get("id")]
        assert into == [name for name, flow in flows.items() if flow.get("targetRef") == element.get("id")]


def test_each_member_votes_at_once_and_a_desk_is_named():
    process = model("council").find(f"{B}process")
    tasks = {task.get("name"): task for task in process.iter(f"{B}userTask")}
    assert "Kết thúc biểu quyết (Chủ tịch Hội đồng)" in tasks
    loops = [name for name, task in tasks.items() if task.find(f"{B}multiInstanceLoopCharacteristics") is not None]
    assert loops == ["Biểu quyết (Ủy viên Hội đồng)"]


def test_a_branch_goes_its_last_way_when_no_other_holds():
    process = model("decision").find(f"{B}process")
    gateway = process.find(f"{B}exclusiveGateway")
    flow = next(each for each in process.iter(f"{B}sequenceFlow") if each.get("id") == gateway.get("default"))
    assert flow.get("name") == "không còn hồ sơ"
