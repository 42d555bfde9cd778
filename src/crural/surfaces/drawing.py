"""A mechanism chain as a drawing: an SVG of plain text and boxes, no script, fit for dark pages and for print.

From top to bottom: what adds to it, the cause, what happens, what is felt. Each mechanism has a column of its own, or,
where the drawing is narrow, they follow each other beside a rail from the cause; so no arrow crosses a box. Words are
wrapped by their width in a common sans-serif face. Who cannot see it hears the title and the description.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from xml.sax.saxutils import escape

from crural.concepts.explanation import Chain, Node, NodeKind

WIDTH = 680
MARGIN, GAP, RISE, RAIL = 10.0, 18.0, 30.0, 26.0
FACES = "system-ui, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
FONT, LINE, PAD, HEAD = 15, 20.0, 11.0, 17.0
NARROWEST, WIDEST = 190.0, 440.0
"""Width of a column (pixels): below the first the mechanisms follow each other."""

_NARROW, _WIDE = set("iljtfI.,;:'!|()[] "), set("mwMW%@")

LOOKS = {
    "factor": 'fill="none" stroke-width="1.5" stroke-dasharray="5 3"',
    "condition": 'fill="currentColor" fill-opacity=".1" stroke-width="3"',
    "mechanism": 'fill="none" stroke-width="1.5"',
    "feeling": 'fill="currentColor" fill-opacity=".05" stroke-width="1.5"',
}
"""How the box of each kind looks. All is drawn in the colour of the page's text, so it fits any page and print."""


def text_width(words: str) -> float:
    """About how wide a text is in the drawing (pixels), never too small.

    >>> text_width("calf") < text_width("swollen calf")
    True
    """
    return (
        sum(0.36 if c in _NARROW else 0.95 if c in _WIDE else 0.72 if c.isupper() else 0.59 for c in words)
        * FONT
    )


def wrapped(words: str, width: float) -> list[str]:
    """The text in lines no wider than that (pixels); a longer word is broken.

    >>> wrapped("a swollen leg, ankle or foot", 120)
    ['a swollen leg,', 'ankle or foot']
    """
    lines: list[str] = []
    current = ""
    for word in words.split():
        while text_width(word) > width:
            cut = next(n for n in range(len(word), 0, -1) if n == 1 or text_width(word[:n] + "-") <= width)
            lines += [current] if current else []
            current = ""
            lines.append(word[:cut] + "-")
            word = word[cut:]
        wider = f"{current} {word}".strip()
        if current and text_width(wider) > width:
            lines.append(current)
            current = word
        else:
            current = wider
    return [*lines, current] if current or not lines else lines


@dataclass(frozen=True)
class _Group:
    """Nodes of one kind that share a box, wrapped to its width; head: what they are, shown above it."""

    kind: NodeKind
    head: str
    texts: tuple[str, ...]

    def lines(self, width: float) -> list[str]:
        several = len(self.texts) > 1
        return [
            f"{'• ' if several and not n else ''}{line}"
            for text in self.texts
            for n, line in enumerate(wrapped(text, width - 2 * PAD - (14 if several else 0)))
        ]


Column = list[_Group]


def _columns(chain: Chain) -> list[Column]:
    """One column for each way from the cause over its mechanism to what is felt."""
    nodes = {node.id: node for node in chain.nodes}
    after: dict[str, list[Node]] = {name: [] for name in nodes}
    for link in chain.links:
        after[link.from_].append(nodes[link.to])

    def felt(found: list[Node]) -> Column:
        texts = tuple(dict.fromkeys(node.label for node in found if node.kind == "feeling"))
        return [_Group("feeling", chain.headings["feeling"], texts)] if texts else []

    def ways(node: Node, column: Column, feelings: list[Node]) -> list[Column]:
        head = "" if column else chain.headings["mechanism"]
        column = [*column, _Group("mechanism", head, (node.label,))]
        feelings = [*feelings, *after[node.id]]
        onward = [n for n in after[node.id] if n.kind == "mechanism"]
        return [way for n in onward for way in ways(n, column, feelings)] or [[*column, *felt(feelings)]]

    causes = [node for node in chain.nodes if node.kind == "condition"]
    first = [node for cause in causes for node in after[cause.id]]
    columns = [way for node in first if node.kind == "mechanism" for way in ways(node, [], [])]
    direct = felt(first)
    return [*columns, direct] if direct else columns


def _indent(line: str, listed: bool) -> str:
    """Following lines of a list item stand below its words, not below its dot."""
    return ' dx="14"' if listed and not line.startswith("• ") else ""


class _Page:
    """Boxes and arrows as they are drawn, and how far down they reach (pixels)."""

    def __init__(self, width: float) -> None:
        self.width, self.bottom = width, 0.0
        self.parts: list[str] = []

    def box(self, group: _Group, x: float, y: float, width: float) -> float:
        """Draw a group with its top at y; where it ends."""
        lines = group.lines(width)
        if group.head:
            head = escape(group.head)
            self.parts.append(f'<text x="{x:.0f}" y="{y + 11:.0f}" font-size="12">{head}</text>')
            y += HEAD
        height = len(lines) * LINE + 2 * PAD
        listed = len(group.texts) > 1
        at = f'x="{x + PAD:.0f}"' if listed else f'x="{x + width / 2:.0f}" text-anchor="middle"'
        words = "".join(
            f'<text {at} y="{y + PAD + 15 + n * LINE:.0f}"{_indent(line, listed)}>{escape(line)}</text>'
            for n, line in enumerate(lines)
        )
        weight = ' font-weight="600"' if group.kind == "condition" else ""
        corner = 16 if group.kind == "feeling" else 4
        self.parts.append(
            f'<g class="chain-{group.kind}"{weight}><rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" rx="{corner}" stroke="currentColor" {LOOKS[group.kind]}/>{words}</g>'
        )
        self.bottom = max(self.bottom, y + height)
        return y + height

    def arrow(self, points: list[tuple[float, float]]) -> None:
        """A bent line through these points, with a head at the last."""
        *_, (x1, y1), (x2, y2) = points
        down = abs(y2 - y1) >= abs(x2 - x1)
        way = "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
        tip = f"M{x2 - 5:.0f} {y2 - 7:.0f}h10l-5 7Z" if down else f"M{x2 - 7:.0f} {y2 - 5:.0f}v10l7 -5Z"
        self.parts.append(f'<path d="M{way}" fill="none" stroke="currentColor"/><path d="{tip}"/>')

    def column(self, column: Column, x: float, y: float, width: float) -> None:
        """The boxes of a column below each other, with arrows."""
        for place, group in enumerate(column):
            if place:
                start, y = y, y + RISE
                self.arrow([(x + width / 2, start), (x + width / 2, y + (HEAD if group.head else 0.0))])
            y = self.box(group, x, y, width)


def chain_svg(chain: Chain, *, width: int = WIDTH) -> str:
    """The chain as an SVG document to put into a page or a file.

    width: pixels at full size; below about 400 the mechanisms stand below each other, as on a phone.
    """
    page, middle = _Page(width), width / 2
    inner = width - 2 * MARGIN
    wide = min(WIDEST, inner)
    left, y = middle - wide / 2, MARGIN
    factors = tuple(node.label for node in chain.nodes if node.kind == "factor")
    if factors:
        y = page.box(_Group("factor", chain.headings["factor"], factors), left, y, wide)
        page.arrow([(middle, y), (middle, y + RISE + HEAD)])
        y += RISE
    causes = tuple(node.label for node in chain.nodes if node.kind == "condition")
    y = page.box(_Group("condition", chain.headings["condition"], causes), left, y, wide)
    columns = _columns(chain)
    each = (inner - GAP * (len(columns) - 1)) / max(len(columns), 1)
    if each >= NARROWEST:
        _side_by_side(page, columns, y, min(each, WIDEST))
    else:
        _one_below_the_other(page, columns, left, y, wide)
    return _document(chain, page, width)


def _side_by_side(page: _Page, columns: list[Column], y: float, each: float) -> None:
    x = (page.width - len(columns) * each - GAP * (len(columns) - 1)) / 2
    middle, top = page.width / 2, y + RISE
    for column in columns:
        at = x + each / 2
        turn, end = y + RISE / 2, top + (HEAD if column[0].head else 0.0)
        page.arrow([(middle, y), (middle, turn), (at, turn), (at, end)])
        page.column(column, x, top, each)
        x += each + GAP


def _one_below_the_other(page: _Page, columns: list[Column], left: float, top: float, wide: float) -> None:
    x, each, rail = left + RAIL, wide - RAIL, left + RAIL / 3
    for column in columns:
        start = page.bottom + RISE
        into = start + (HEAD if column[0].head else 0.0) + PAD + LINE / 2
        page.arrow([(rail, top), (rail, into), (x, into)])
        page.column(column, x, start, each)


def _document(chain: Chain, page: _Page, width: float) -> str:
    name = "c" + sha256(chain.model_dump_json().encode()).hexdigest()[:8]
    height = page.bottom + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chain" role="img" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(chain.title)}</title><desc id="{name}-d">{escape(chain.text)}</desc>'
        f'<g font-family="{FACES}" font-size="{FONT}" fill="currentColor">{"".join(page.parts)}</g></svg>'
    )
