"""A report as sections, written once and printed as Markdown or as one HTML page without scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading, paragraphs (with **bold**, *italics* and `code`), and a table or a drawing (SVG) after them."""

    title: str
    text: tuple[str, ...] = ()
    head: Cells = ()
    rows: Sequence[Cells] = ()
    drawing: str = ""
    note: str = ""


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff}table{border-collapse:collapse;font-size:.85rem;width:100%}.wide{overflow-x:auto}"
    "th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f0f0f0}"
    "svg{max-width:26rem}code{font-size:.9em}"
)


def grid(head: Cells, rows: Sequence[Cells]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *[f"| {' | '.join(row)} |" for row in rows]])


def as_markdown(title: str, sections: Sequence[Section], drawing: str = "reliability.svg") -> str:
    """The report as Markdown; a drawing is linked by its file name."""
    parts = [f"# {title}"]
    for section in sections:
        blocks = [*section.text]
        if section.drawing:
            blocks.append(f"![{section.title}]({drawing})")
        if section.rows:
            blocks.append(grid(section.head, section.rows))
        if section.note:
            blocks.append(section.note)
        if section.title:
            parts.append(f"## {section.title}\n" + "\n\n".join(blocks))
        else:
            parts += blocks
    return "\n\n".join(parts) + "\n"


def _inline(text: str) -> str:
    text = escape(text, quote=False)
    for mark, tag in ((r"`([^`]+)`", "code"), (r"\*\*([^*]+)\*\*", "strong"), (r"\*([^*]+)\*", "em")):
        text = re.sub(mark, rf"<{tag}>\1</{tag}>", text)
    return text


def _paragraph(text: str) -> str:
    if not text.startswith("- "):
        return f"<p>{_inline(text)}</p>"
    items = re.split(r"^- ", text, flags=re.M)[1:]
    return "<ul>" + "".join(f"<li>{_inline(' '.join(item.split()))}</li>" for item in items) + "</ul>"


def _table(section: Section) -> str:
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in section.head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in section.rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def as_html(title: str, sections: Sequence[Section]) -> str:
    """The report as one HTML page: no script, nothing fetched."""
    parts = []
    for section in sections:
        parts.append(f"<section><h2>{_inline(section.title)}</h2>" if section.title else "<section>")
        parts += [_paragraph(text) for text in section.text]
        parts += [section.drawing] if section.drawing else []
        parts += [_table(section)] if section.rows else []
        parts += [_paragraph(section.note)] if section.note else []
        parts.append("</section>")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>\n"
        + "\n".join(parts)
        + "\n</main></body></html>"
    )
