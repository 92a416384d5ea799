"""Where boxes and ways go: nothing overlaps, ways lead from box to box, the same picture at every run."""

from itertools import combinations

import pytest

from workflow.diagrams import graph
from workflow.diagrams.layout import Box, Node, Way, place
from workflow.flows.drawing import drawings
from workflow.judging import ACTS

DIAGRAMS = {"life": graph.life(ACTS)} | {drawing.kind: graph.procedure(drawing) for drawing in drawings()}


def meet(one: Box, two: Box) -> bool:
    return abs(one.x - two.x) * 2 < one.width + two.width and abs(one.y - two.y) * 2 < one.height + two.height


def words_of(diagram: graph.Diagram) -> list[Box]:
    """The room of the words of every way."""
    rooms = []
    for way, route in zip(diagram.ways, diagram.places.routes, strict=True):
        if way.lines:
            width = max(len(line) for line in way.lines) * graph.LETTER
            rooms.append(Box(*route.label, width, len(way.lines) * graph.LINE))
    return rooms


@pytest.mark.parametrize("name", DIAGRAMS)
def test_no_box_lies_on_another_and_no_words_on_a_box_or_on_words(name):
    diagram = DIAGRAMS[name]
    boxes = list(diagram.places.boxes.values())
    assert [pair for pair in combinations(boxes + words_of(diagram), 2) if meet(*pair)] == []


@pytest.mark.parametrize("name", DIAGRAMS)
def test_everything_lies_within_the_picture(name):
    places = DIAGRAMS[name].places
    for box in places.boxes.values():
        assert box.x - box.width / 2 >= 0 and box.x + box.width / 2 <= places.width
        assert box.y - box.height / 2 >= 0 and box.y + box.height / 2 <= places.height
    for route in places.routes:
        assert all(0 <= x <= places.width and 0 <= y <= places.height for x, y in route.points)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_way_begins_at_its_source_and_ends_at_its_target(name):
    diagram = DIAGRAMS[name]
    for way, route in zip(diagram.ways, diagram.places.routes, strict=True):
        for point, box_name in ((route.points[0], way.source), (route.points[-1], way.target)):
            box = diagram.places.boxes[box_name]
            assert abs(point[0] - box.x) <= box.width / 2 + 0.01 and abs(point[1] - box.y) <= box.height / 2 + 0.01


def test_the_process_runs_down_or_to_the_right_and_a_way_back_ends_above():
    nodes = [Node(name, 100, 40) for name in "abc"]
    ways = [Way("a", "b"), Way("b", "c", 60, 16), Way("c", "a")]
    down, right = place(nodes, ways, down=True), place(nodes, ways, down=False)
    assert [down.boxes[name].y for name in "abc"] == sorted(down.boxes[name].y for name in "abc")
    assert [right.boxes[name].x for name in "abc"] == sorted(right.boxes[name].x for name in "abc")
    assert down.routes[2].points[0][1] > down.routes[2].points[-1][1]


def test_it_is_the_same_at_every_run():
    assert graph.life(ACTS) == DIAGRAMS["life"]


def test_only_loops_lead_back():
    """In a procedure the order of the nodes leaves a way back only where work is done again."""
    back = {}
    for drawing in drawings():
        order = graph.unfolded(drawing)
        loops = [edge for edge in drawing.edges if order.index(edge.source) > order.index(edge.target)]
        back[drawing.kind] = [(edge.source, edge.target) for edge in loops]
    assert back == {
        "hand_in": [("mend", "receive")], "correction": [("rechecked", "mend")], "consultation": [],
        "posting": [("finished", "watch")], "council": [], "decision": [],
        "revocation": [],
    }


def test_words_are_broken_at_spaces():
    assert graph.wrapped("Ghi kết quả của cấp trên", 12) == ("Ghi kết quả", "của cấp trên")
    assert graph.wrapped("không", 2) == ("không",)
    assert graph.wrapped("", 12) == ()
