"""The drawn chain: well-formed, readable without sight, nothing outside and nothing on top of each other."""

import re
from xml.etree import ElementTree as ET

import pytest

from crural.concepts.explanation import Chain, Link, Node
from crural.surfaces.drawing import chain_svg, text_width, wrapped

NS = "{http://www.w3.org/2000/svg}"


def chain(
    mechanisms: int, factors: int = 2, feelings: int = 2, words: str = "A step in <plain> words & more"
) -> Chain:
    nodes = [Node(id=f"f{i}", kind="factor", label=f"factor {i} " * 4) for i in range(factors)]
    links = [Link(from_=node.id, to="c") for node in nodes]
    nodes.append(Node(id="c", kind="condition", label="narrowed leg arteries"))
    for m in range(mechanisms):
        steps = [Node(id=f"m{m}-{k}", kind="mechanism", label=f"{words} {m} {k}") for k in range(m + 2)]
        links += [Link(from_=a, to=b.id) for a, b in zip(["c", *(s.id for s in steps)], steps, strict=False)]
        links += [Link(from_=steps[-1].id, to=f"e{i}") for i in range(feelings)]
        nodes += steps
    nodes += [Node(id=f"e{i}", kind="feeling", label=f"feeling {i}") for i in range(feelings)]
    heads = {"factor": "Adds", "condition": "Cause", "mechanism": "Happens", "feeling": "Feels"}
    return Chain(
        title="How & why", text="Told <in> words", headings=heads, nodes=tuple(nodes), links=tuple(links)
    )


@pytest.mark.parametrize("width", [320, 680])
@pytest.mark.parametrize("mechanisms", [0, 1, 2, 3, 4])
def test_boxes_lie_inside_and_apart_and_hold_their_words(mechanisms: int, width: int) -> None:
    root = ET.fromstring(chain_svg(chain(mechanisms), width=width))
    height = float(root.attrib["height"])
    boxes = []
    for group in root.iter(f"{NS}g"):
        rect = group.find(f"{NS}rect")
        if rect is None:
            continue
        x, y, w, h = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= width
        assert 0 <= y <= y + h <= height
        for text in group.findall(f"{NS}text"):
            assert y < float(text.attrib["y"]) < y + h
            assert text_width(text.text or "") <= w
        boxes.append((x, y, w, h))
    assert len(boxes) >= 2 + mechanisms
    for i, (x, y, w, h) in enumerate(boxes):
        for u, v, s, t in boxes[:i]:
            assert x + w <= u or u + s <= x or y + h <= v or v + t <= y


def test_it_has_a_title_and_a_description_and_no_script_or_style() -> None:
    svg = chain_svg(chain(2))
    root = ET.fromstring(svg)
    ids = root.attrib["aria-labelledby"].split()
    assert [root.find(f"{NS}{tag}").attrib["id"] for tag in ("title", "desc")] == ids
    assert root.find(f"{NS}desc").text == "Told <in> words"
    assert root.attrib["role"] == "img"
    assert not re.search(r"<script|<style|\son\w+=|href", svg)
    assert chain_svg(chain(2)) == svg


def test_words_are_wrapped_and_long_ones_broken() -> None:
    lines = wrapped("pseudohypoparathyroidism and more words than fit", 90)
    assert all(text_width(line) <= 90 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == "pseudohypoparathyroidismandmorewordsthanfit"
