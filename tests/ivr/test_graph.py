"""The drawings: everything is in them, nothing in a flow can break them, and no two boxes meet."""

import re
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow import Flow
from ivr.graph import arrows, mermaid
from ivr.layout import GAP, lay_out
from ivr.picture import svg
from ivr.read import read

FLOW = """\
start: a
entries: [z]
nodes:
  a: {play: [hello, {digits: "{x}"}], next: b}
  b: {menu: [m, m2, m3, m4, m5], keys: {1: c, 2: c, 3: a, 4: b, "*": repeat, "#": back}, on_failure: bye}
  c: {collect: pin, prompt: [p], least: 4, most: 4, masked: true, next: d, on_failure: bye}
  d: {decide: [{when: {data: x, is: '<"&'}, go: e}, {else: bye}]}
  e: {transfer: boss}
  bye: {hangup: }
  z: {set: {language: de, intent: x, data: {x: '<b>"&'}}, next: b}
"""


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    path = tmp_path / "f.yaml"
    path.write_text(FLOW, encoding="utf-8")
    return read(path)


def test_one_arrow_for_all_ways_between_two_nodes(flow: Flow) -> None:
    drawn = [(arrow.source, arrow.target, arrow.label, arrow.is_failure) for arrow in arrows(flow)]
    assert drawn == [
        ("a", "b", "", False),
        ("b", "c", "1, 2", False),
        ("b", "a", "3", False),
        ("b", "bye", "no answer", True),
        ("c", "d", "ok", False),
        ("c", "bye", "no answer", True),
        ("d", "e", 'x = <"&', False),
        ("d", "bye", "else", False),
        ("z", "b", "", False),
    ]


def test_mermaid(flow: Flow) -> None:
    text = mermaid(flow)
    assert text.startswith("flowchart TD\n  start(( )) --> n0\n  entry_n6(( )) -.-> n6\n")
    assert '  n1{{"b<br/>m<br/>m2<br/>m3<br/>and 2 more<br/>#42;: repeat<br/>#35;: back<br/>4: again"}}\n' in text
    assert '  n3 -->|"x = #60;#34;#38;"| n4\n' in text
    assert '  n1 -.->|"no answer"| n5\n' in text
    assert '  n2[/"c<br/>4 digits: pin, masked"/]\n' in text


def test_svg_is_sound_and_complete(flow: Flow) -> None:
    root = ET.fromstring(svg(flow))
    texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"aplay", "bmenu", "zset", "1, 2", 'x = <"&', 'x = <b>"&', "4: again"} <= set(texts)
    ways = [path for path in root.iter("{http://www.w3.org/2000/svg}path") if "way" in path.get("class", "")]
    assert len(ways) == len(arrows(flow)) + 2


def test_boxes_and_labels_do_not_meet_and_lie_on_the_paper(flow: Flow) -> None:
    root = ET.fromstring(svg(flow))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    rects = [
        tuple(float(rect.get(key, "nan")) for key in ("x", "y", "width", "height"))
        for rect in root.iter("{http://www.w3.org/2000/svg}rect")
        if rect.get("x")
    ]
    assert len(rects) == len(flow.nodes) + sum(bool(arrow.label) for arrow in arrows(flow))
    for x, y, w, h in rects:
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
    for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(rects, 2):
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay


def test_arrows_end_on_the_edge_of_their_box(flow: Flow) -> None:
    picture = svg(flow)
    bottoms = {
        round(float(y) + float(h), 1)
        for y, h in re.findall(r'class="box".*? y="([\d.]+)".*? height="([\d.]+)"', picture)
    }
    starts = [float(y) for y in re.findall(r'd="M[\d.]+,([\d.]+) C', picture)]
    tops = {float(y) for y in re.findall(r'class="box".*? y="([\d.]+)"', picture)}
    assert starts
    assert all(any(abs(y - edge) < 0.11 for edge in bottoms | tops) for y in starts)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9), st.data())
def test_any_graph_is_laid_out_in_rows_without_overlap(count: int, data: st.DataObject) -> None:
    items = {f"i{number}": data.draw(st.floats(10, 200)) for number in range(count)}
    way = st.tuples(st.sampled_from(list(items)), st.sampled_from(list(items))).filter(lambda ends: ends[0] != ends[1])
    ways = data.draw(st.lists(way, max_size=14, unique=True)) if count > 1 else []
    layout = lay_out(items, ways, ["i0"])
    for source, target in ways:
        chain = layout.chains[source, target]
        assert (chain[0], chain[-1]) == (source, target)
        assert all(abs(layout.layer[a] - layout.layer[b]) == 1 for a, b in pairwise(chain))
    for a, b in combinations(items, 2):
        if layout.layer[a] == layout.layer[b]:
            assert abs(layout.x[a] - layout.x[b]) >= (items[a] + items[b]) / 2 + GAP - 1e-6


HEARING = """\
start: main
operator: desk
speech: {keys_only: [k], tty: relay, fax: bye}
nodes:
  main:
    listen: [m]
    choices:
      one: {key: 1, say: [one], echo: [e], go: sure}
      again: {key: "*", say: [repeat], echo: [e], go: repeat}
    keys: {"#": back}
  sure: {yes_no: [q], yes: many, no: main}
  many: {number: n, prompt: [p], least: 3, most: 400, next: day}
  day: {date: day, prompt: [p], day_prompt: [d], past: true, next: acc}
  acc: {collect: acc, prompt: [p], least: 1, most: 4, speech: true, next: desk}
  desk: {handoff: desk}
  relay: {handoff: desk}
  bye: {hangup: }
"""


def test_nodes_that_hear_and_the_doors_of_machines(tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    path.write_text(HEARING, encoding="utf-8")
    flow = read(path)
    text = mermaid(flow)
    assert '  n0{{"main<br/>m<br/>again (#42;): repeat<br/>#35;: back"}}\n' in text
    assert '  n0 -->|"one (1)"| n1\n' in text
    assert '  n1 -->|"yes"| n2\n' in text
    assert '  n2{{"many<br/>number 3-400: n"}}\n' in text
    assert '  n3{{"day<br/>p<br/>date: day, past"}}\n' in text
    assert "  entry_n6(( )) -.-> n6\n" in text  # the teletype's
    assert "  entry_n7(( )) -.-> n7\n" in text  # the fax machine's
    drawn = svg(flow)
    for name in flow.nodes:
        assert f">{name}</tspan>" in drawn
