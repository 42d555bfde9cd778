"""The drawn way from cause to feeling of a condition, as the base states it for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from crural.concepts.explanation import Chain, Link, Node, NodeKind
from crural.concepts.knowledge import Chain as Steps
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.surfaces.pages.links import anywhere

FACTORS = 6
"""At most so many causes of the cause are drawn, the strongest."""
SHOWN = 3
"""At most so many drawings stand on a page that is not about one condition."""


def _adds(base: KnowledgeBase, item: Condition) -> list[str]:
    """What it cannot exist without, what brings it about, and the factors with the highest odds."""
    raising = sorted((x for x in item.factors if x.odds.value > 1.0), key=lambda x: (-x.odds.value, x.factor))
    edges = sorted(item.caused_by, key=lambda x: (-x.strength.value, x.condition))
    first = item.exposure.any_of if item.exposure else ()
    names = (*first[:3], *(x.condition for x in edges[:2]), *(x.factor for x in raising))
    return list(dict.fromkeys(names))[:FACTORS]


def condition_chain(base: KnowledgeBase, item: Condition) -> Chain | None:
    """The mechanisms of a condition with what adds to it and what is felt; None when the base states none."""
    if not item.mechanism:
        return None
    return _chain(base, item, _adds(base, item), item.mechanism)


def finding_chains(base: KnowledgeBase, name: str) -> list[Chain]:
    """How a complaint comes about, for the causes that make it most often and say how."""
    makers = [
        (-made.strength.value, c.id)
        for c in base.conditions.values()
        for made in c.produces
        if made.finding == name
    ]
    found = []
    for _, cause in sorted(makers):
        ways = [chain for chain in base.conditions[cause].mechanism if name in chain.feeling]
        if ways:
            found.append(_chain(base, base.conditions[cause], [], ways[:1]))
    return found[:SHOWN]


def factor_chains(base: KnowledgeBase, name: str) -> list[Chain]:
    """How a medicine can end in a complaint, for the conditions that it raises most, those first that need it."""
    tied = []
    for item in base.conditions.values():
        odds = [x.odds.value for x in item.factors if x.factor == name and x.odds.value > 1.0]
        needed = bool(item.exposure and name in item.exposure.any_of)
        if item.mechanism and (odds or needed):
            tied.append((not needed, -max(odds, default=1.0), item.id))
    return [
        _chain(base, base.conditions[c], [name], base.conditions[c].mechanism[:1])
        for *_, c in sorted(tied)[:SHOWN]
    ]


def cause_chains(base: KnowledgeBase, names: Iterable[str]) -> list[Chain]:
    """The first mechanism of each of these conditions, as far as there is one."""
    items = [base.conditions[name] for name in names if name in base.conditions]
    return [_chain(base, item, [], item.mechanism[:1]) for item in items if item.mechanism][:SHOWN]


def _chain(base: KnowledgeBase, item: Condition, adds: Sequence[str], ways: Sequence[Steps]) -> Chain:
    factors = [Node(id=f"adds-{name}", kind="factor", label=anywhere(base, name)["title"]) for name in adds]
    cause = Node(id=item.id, kind="condition", label=item.lay_name)
    nodes: dict[str, Node] = {node.id: node for node in (*factors, cause)}
    links = [Link(from_=node.id, to=cause.id) for node in factors]
    for number, chain in enumerate(ways):
        last = cause.id
        for place, step in enumerate(chain.steps):
            name = f"step-{number}-{place}"
            nodes[name] = Node(id=name, kind="mechanism", label=step)
            links.append(Link(from_=last, to=name))
            last = name
        for name in chain.feeling:
            if name in base.findings:
                key = f"felt-{name}"
                nodes[key] = Node(id=key, kind="feeling", label=base.findings[name].plain)
                links.append(Link(from_=last, to=key))
    headings: dict[NodeKind, str] = {kind: base.words[f"chain-{kind}"] for kind in get_args(NodeKind)}
    headings["condition"] = "The cause"
    said = {kind: [n.label.rstrip(".") for n in nodes.values() if n.kind == kind] for kind in headings}
    text = " ".join(f"{headings[kind]}: {'; '.join(labels)}." for kind, labels in said.items() if labels)
    title = base.words["chain-title"].format(cause=item.lay_name)
    return Chain(title=title, text=text, headings=headings, nodes=tuple(nodes.values()), links=tuple(links))
