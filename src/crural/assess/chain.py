"""The mechanism chain of one cause in one person: factor -> condition -> mechanism -> feeling."""

from __future__ import annotations

from typing import get_args

from crural.assess.work import Work
from crural.concepts.explanation import Chain, Link, Node, NodeKind
from crural.concepts.knowledge import Condition
from crural.inference.explain import describe, label_of

LIKELY = 0.2
"""A condition that brings this one about is drawn from this chance on."""


def _factors(work: Work, condition: Condition) -> list[Node]:
    """What the person told that makes the condition more likely, and the likely conditions that it comes from."""
    facts, base = work.facts, work.base
    raising = [item.factor for item in condition.factors if item.odds.value > 1.0]
    raising += condition.exposure.any_of if condition.exposure else ()
    told = [name for name in dict.fromkeys(raising) if facts.holds(base, name)]
    nodes = [Node(id=name, kind="factor", label=label_of(work.network, name)) for name in told]
    parents = [edge.condition for edge in condition.caused_by]
    parents += [condition.stage_of] if condition.stage_of else []
    number, active = work.network.index.number, work.answer.active[0]
    nodes += [
        Node(id=name, kind="factor", label=base.conditions[name].lay_name)
        for name in parents
        if name in number and active[number[name]] >= LIKELY and name not in told
    ]
    return nodes


def _feelings(work: Work, condition: Condition) -> dict[str, Node]:
    """The person's complaints that the condition can produce, by id."""
    network = work.network
    number = network.index.number[condition.id]
    return {
        fact.id: Node(id=fact.id, kind="feeling", label=describe(network, fact))
        for fact in network.observed
        if number in network.index.links[fact.id] and work.base.findings[fact.id].kind != "test"
    }


def chain_of(work: Work, condition: Condition) -> Chain:
    """The chain: only what this person told, and only the mechanisms that lead to it.

    A mechanism leads to a complaint when the base says so of it, of what it implies, or of a special form of it.
    A complaint that no mechanism names hangs on the condition itself.
    """
    factors, feelings = _factors(work, condition), _feelings(work, condition)
    cause = Node(id=condition.id, kind="condition", label=condition.lay_name)
    nodes, links = [*factors, cause], [Link(from_=node.id, to=cause.id) for node in factors]
    above, reached = work.network.index.above, set[str]()
    named = [
        [
            f
            for f in feelings
            if set(chain.feeling) & {f, *above[f]} or any(f in above[x] for x in chain.feeling)
        ]
        for chain in condition.mechanism
    ]
    used = [(chain, found) for chain, found in zip(condition.mechanism, named, strict=True) if found]
    for chain, found in used or [(chain, []) for chain in condition.mechanism[:1]]:
        last = cause.id
        for place, step in enumerate(chain.steps):
            node = next((n for n in nodes if n.label == step), None)
            if node is None:
                node = Node(id=f"step-{len(nodes)}-{place}", kind="mechanism", label=step)
                nodes.append(node)
            links.append(Link(from_=last, to=node.id))
            last = node.id
        links += [Link(from_=last, to=name) for name in found]
        reached.update(found)
    links += [Link(from_=cause.id, to=name) for name in feelings if name not in reached]
    nodes += feelings.values()
    steps = [node.label.rstrip(".") for node in nodes if node.kind == "mechanism"]
    told = work.base.words["chain-text"].format(
        factors=", ".join(node.label for node in factors) or work.base.words["chain-nothing"],
        cause=condition.lay_name,
        steps="; ".join(steps),
        feelings=", ".join(node.label for node in feelings.values()) or work.base.words["chain-nothing"],
    )
    title = work.base.words["chain-title"].format(cause=condition.lay_name)
    headings = {kind: work.base.words[f"chain-{kind}"] for kind in get_args(NodeKind)}
    return Chain(
        title=title, text=told, headings=headings, nodes=tuple(nodes), links=tuple(dict.fromkeys(links))
    )
