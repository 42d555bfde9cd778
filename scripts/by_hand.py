"""The tables of docs/explanation/by-hand.md: one complaint, worked out from the knowledge files alone.

Nothing of the engine is used but its final answer, which stands beside ours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from crural.assess import assess
from crural.concepts.assessment import Assessment
from crural.concepts.knowledge import Condition, FactorOdds, Finding, KnowledgeBase
from crural.concepts.quantity import Number
from crural.knowledge import load
from crural.knowledge.curves import centred_offset, expit, logit
from crural.knowledge.load import KB_FOLDER
from crural.knowledge.rates import Rates

STORY = "My right calf aches when I walk. It stops when I stand still. I am 67 and I smoke."
DISEASE, FACTOR, AGE = "peripheral-artery-disease", "smoking", 67.0
COMPETITORS = 3
RAREST = 0.01
"""A quality that a condition is not known for still has this share (see docs/explanation/how-it-works.md)."""


@dataclass(frozen=True)
class Link:
    """How one condition makes the complaint: strength, the share of each told quality, and the prior."""

    condition: Condition
    prior: float
    strength: float
    shares: dict[tuple[str, str], float]

    @property
    def described(self) -> float:
        """Strength times shares: the chance that it makes the complaint just as told."""
        return self.strength * math.prod(self.shares.values())


@dataclass(frozen=True)
class Story:
    """All that is needed: the finding with its told qualities, the leak, and every condition's link."""

    base: KnowledgeBase
    answer: Assessment
    finding: Finding
    told: tuple[tuple[str, str], ...]
    leak: float
    leak_shares: dict[tuple[str, str], float]
    links: tuple[Link, ...]

    @property
    def described_leak(self) -> float:
        """The leak times the background share of each told quality."""
        return self.leak * math.prod(self.leak_shares.values())


def _held(share: float) -> float:
    return min(max(share, RAREST), 1.0 - RAREST)


def _usual(base: KnowledgeBase, finding: Finding, quality: str, value: str) -> Number | None:
    own = finding.usual.get(quality)
    return (own or base.qualifiers[quality].usual).get(value)


def _told(base: KnowledgeBase, answer: Assessment) -> tuple[Finding, tuple[tuple[str, str], ...]]:
    present = [found for found in answer.findings if found.state == "present"]
    if len(present) != 1:
        raise RuntimeError(
            f"docs/explanation/by-hand.md follows one complaint, and {len(present)} are read now: "
            + ", ".join(found.id for found in present)
        )
    found = present[0]
    finding = base.findings[found.id]
    told = [("site", site) for site in found.site]
    told += [("side", "both" if found.side == "both" else "one")] if found.side else []
    told += [(quality, value) for quality, values in sorted(found.details.items()) for value in values]
    return finding, tuple((quality, value) for quality, value in told if quality in finding.qualifiers)


def prior_of(base: KnowledgeBase, rates: Rates, condition: Condition) -> float:
    """The condition's chance for a smoker of 67, before any complaint."""
    p0 = rates.prior(condition, AGE, None) * rates.exposure(condition, AGE, None)
    odds = next((item for item in condition.factors if item.factor == FACTOR), None)
    if odds is None or p0 <= 0.0:
        return p0
    b = math.log(odds.odds.value)
    return expit(centred_offset(p0, rates.chance(FACTOR, AGE, None), b) + b)


def _link(
    base: KnowledgeBase, rates: Rates, condition: Condition, story: tuple[Finding, object]
) -> Link | None:
    finding, told = story
    made = next((link for link in condition.produces if link.finding == finding.id), None)
    special = [link for link in condition.produces if base.findings[link.finding].implies == finding.id]
    best = max([*([made] if made else []), *special], key=lambda link: link.strength.value, default=None)
    if best is None:
        return None
    stated = {
        **({"onset": condition.course.onset} if condition.course.onset else {}),
        **({"duration": condition.course.duration} if condition.course.duration else {}),
        **(made or best).with_,
    }
    shares = {}
    for quality, value in told:  # type: ignore[attr-defined]
        number = stated.get(quality, {}).get(value)
        usual = _usual(base, finding, quality, value)
        if number is None and quality in stated and base.qualifiers[quality].exclusive:
            share = RAREST
        else:
            number = number or usual
            share = _held(number.value) if number else 1.0
        shares[quality, value] = _as_told(base, share, _held(usual.value)) if usual else share
    return Link(condition, prior_of(base, rates, condition), _noticed(base) * best.strength.value, shares)


def _noticed(base: KnowledgeBase) -> float:
    """Chance that what is there is told."""
    told = base.settings.reporting
    return 1.0 - told.missed.value if told else 1.0


def _as_told(base: KnowledgeBase, share: float, usual: float) -> float:
    """Share of a value when some descriptions say nothing."""
    told = base.settings.reporting
    nothing = told.misdescribed.value if told else 0.0
    return (1.0 - nothing) * share + nothing * usual


@lru_cache(maxsize=1)
def story() -> Story:
    """The example, worked out once."""
    base = load()
    answer = assess(STORY, base=base)
    finding, told = _told(base, answer)
    rates = Rates(base)
    made = [_link(base, rates, c, (finding, told)) for c in base.conditions.values()]
    shares = {}
    for quality, value in told:
        usual = _usual(base, finding, quality, value)
        shares[quality, value] = _held(usual.value) if usual else 1.0
    links = sorted(
        (link for link in made if link and link.prior > 0.0), key=lambda link: -link.prior * link.described
    )
    leak = _noticed(base) * base.leaks[finding.id]
    return Story(base, answer, finding, told, leak, shares, tuple(links))


def chosen(told: Story) -> list[Link]:
    """The disease of the page, and the conditions that come next."""
    first = [link for link in told.links if link.condition.id == DISEASE]
    return [*first, *[link for link in told.links if link.condition.id != DISEASE][:COMPETITORS]]


def one_at_a_time(told: Story) -> dict[str, float]:
    """Share of each hypothesis when exactly one thing made the complaint; "" is the background."""
    weights = {link.condition.id: link.prior / (1.0 - link.prior) * link.described for link in told.links}
    weights[""] = told.described_leak
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def all_together(told: Story) -> dict[str, float]:
    """Chance that each condition is there and made the complaint, several at once allowed; "" is none."""
    none = math.prod(1.0 - link.prior * link.described for link in told.links)
    seen = 1.0 - (1.0 - told.described_leak) * none
    found = {link.condition.id: link.prior * link.described / seen for link in told.links}
    found[""] = told.described_leak * none / seen
    return found


def number(value: float) -> str:
    """A number with three digits that count, written out.

    >>> number(0.0123456), number(3.14159), number(1.0), number(0.0000123)
    ('0.0123', '3.14', '1', '0.0000123')
    """
    if value <= 0.0:
        return "0"
    written = f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def chance(p: float) -> str:
    """A chance in percent.

    >>> chance(0.8765), chance(0.0123)
    ('87.7 %', '1.2 %')
    """
    return f"{100 * p:.1f} %"


def grid(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; columns after the first two hold text or numbers alike."""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *[f"| {' | '.join(row)} |" for row in rows]])


def file_of(name: str) -> str:
    """The file under kb/ where an item of a list, or a record, stands."""
    for path in sorted(KB_FOLDER.rglob("*.yaml")):
        if f"\n- id: {name}\n" in "\n" + path.read_text(encoding="utf-8"):
            return path.relative_to(KB_FOLDER).as_posix()
    return f"conditions/{name}.yaml"


def ground(base: KnowledgeBase, item: Number) -> str:
    """Whether a number is sourced, and by what."""
    if not item.records:
        return "estimate"
    said = []
    for name in item.records:
        printed = base.records[name].value
        prints = f", prints {number(printed)}" if printed else ""
        scaled = f", scaled by {number(item.value / printed)}" if printed and item.value < printed else ""
        said.append(f"`{name}` ({file_of(name)}{prints}{scaled})")
    return f"`{item.by}` of " + ", ".join(said)


def read_table() -> str:
    """What is read of the sentence."""
    told = story()
    found = next(item for item in told.answer.findings if item.state == "present")
    rows = [("complaint", f"`{found.id}`", file_of(found.id), f'"{found.quote}"')]
    rows += [
        (
            f"{told.base.qualifiers[q].label}",
            f"`{q}: {v}`",
            "qualifiers.yaml",
            told.base.qualifiers[q].labels[v],
        )
        for q, v in told.told
    ]
    rows += [
        ("about the person", f"`{item.id}`", file_of(item.id), item.label) for item in told.answer.factors
    ]
    age = told.answer.age
    rows.append(("age", f"{age:g}" if age is not None else "not read", "", "years; the sex was not told"))
    return grid(("what", "read as", "in `kb/`", "in words"), rows)


def _odds(told: Story) -> FactorOdds:
    return next(item for item in told.base.conditions[DISEASE].factors if item.factor == FACTOR)


def prior_table() -> str:
    """From the knots of the curve to the chance of a smoker of 67."""
    told = story()
    base, rates = told.base, Rates(told.base)
    condition, where = base.conditions[DISEASE], f"conditions/{DISEASE}.yaml"
    assert condition.prior is not None
    knots = sorted(condition.prior.ages)
    low = max(knot for knot in knots if knot <= AGE)
    high = min(knot for knot in knots if knot >= AGE)
    heights = [logit(condition.prior.ages[knot].value) for knot in (low, high)]
    middle = heights[0] + (heights[1] - heights[0]) * (AGE - low) / max(high - low, 1)
    rows = [
        (f"chance at {knot}", number(item.value), f"{where} `prior.ages.{knot}`: {ground(base, item)}")
        for knot, item in ((knot, condition.prior.ages[knot]) for knot in dict.fromkeys((low, high)))
    ]
    rows.append(
        (f"at {AGE:g}, straight line in log odds", number(expit(middle)), "`crural.knowledge.curves`")
    )
    if condition.prior.male_odds is not None:
        rows.append(
            ("odds of men over women", number(condition.prior.male_odds.value), f"{where} `prior.male_odds`")
        )
    women, men, p0 = (rates.prior(condition, AGE, sex) for sex in ("female", "male", None))
    rows.append(("women, men", f"{number(women)}, {number(men)}", "each half of that away, in log odds"))
    rows.append(("sex not told: their mean, *p0*", number(p0), ""))
    share, odds = rates.chance(FACTOR, AGE, None), _odds(told).odds
    rows.append((f"share of smokers at {AGE:g}", number(share), f"{file_of(FACTOR)} `prevalence`: estimate"))
    rows.append(("odds ratio of smoking", number(odds.value), f"{where} `factors`: {ground(base, odds)}"))
    a = centred_offset(p0, share, math.log(odds.value))
    rows.append(
        (
            "chance of those who do not smoke",
            number(expit(a)),
            "`centred_offset`: so that the mean stays *p0*",
        )
    )
    rows.append(
        (
            "**chance of a smoker**",
            f"**{number(expit(a + math.log(odds.value)))}**",
            "that, with the odds ratio on top",
        )
    )
    return grid(("step", "number", "where it stands"), rows)


def strength_table() -> str:
    """The strength of the complaint as told, for the disease and for the background."""
    told = story()
    link, where = chosen(told)[0], f"conditions/{DISEASE}.yaml"
    rows = [
        (
            f"makes `{told.finding.id}` at all",
            number(link.strength),
            number(told.leak),
            f"{where} `strength`; leak: see below",
        )
    ]
    for quality, value in told.told:
        rows.append(
            (
                f"{quality}: {value}",
                number(link.shares[quality, value]),
                number(told.leak_shares[quality, value]),
                f"{where} `with.{quality}`; qualifiers.yaml `usual`",
            )
        )
    rows.append(("**product**", f"**{number(link.described)}**", f"**{number(told.described_leak)}**", ""))
    return grid(("factor", told.base.conditions[DISEASE].lay_name, "background", "where it stands"), rows)


def competitors_table() -> str:
    """Prior, strength and shares of the disease, its competitors, and the background."""
    told = story()
    head = ("cause", "prior", "strength", *(value for _, value in told.told), "product *w*")
    rows = [
        (
            f"[{link.condition.lay_name}](../../src/crural/kb/conditions/{link.condition.id}.yaml)",
            number(link.prior),
            number(link.strength),
            *(number(link.shares[key]) for key in told.told),
            number(link.described),
        )
        for link in chosen(told)
    ]
    rows.append(
        (
            "background (leak)",
            "",
            number(told.leak),
            *(number(told.leak_shares[key]) for key in told.told),
            number(told.described_leak),
        )
    )
    return grid(head, rows)


def posterior_table() -> str:
    """One cause at a time, all together by hand, and the engine."""
    told = story()
    alone, together = one_at_a_time(told), all_together(told)
    engine = {cause.id: cause.probability for cause in told.answer.causes}
    rows = []
    for link in chosen(told):
        name = link.condition.id
        weight = link.prior / (1.0 - link.prior) * link.described
        rows.append(
            (
                link.condition.lay_name,
                number(weight),
                chance(alone[name]),
                chance(together[name]),
                chance(engine[name]) if name in engine else "not listed",
            )
        )
    named = {link.condition.id for link in chosen(told)} | {""}
    rest = [link for link in told.links if link.condition.id not in named]
    weight = sum(link.prior / (1.0 - link.prior) * link.described for link in rest)
    rest_share = sum(share for name, share in alone.items() if name not in named)
    rows.append((f"{len(rest)} others, added up", number(weight), chance(rest_share), "", ""))
    rows.append(
        (
            "none of them (background)",
            number(told.described_leak),
            chance(alone[""]),
            chance(together[""]),
            chance(told.answer.cannot_tell.probability),
        )
    )
    return grid(("what made it", "odds × *w*", "one at a time", "all together", "the engine"), rows)


def leak_table() -> str:
    """Where the leak comes from."""
    told = story()
    stated = told.finding.frequency
    total = stated.value if stated else 0.0
    implied = 1.0 - (1.0 - total) / (1.0 - told.leak)
    where = f"{file_of(told.finding.id)} `frequency`"
    rows = [
        ("adults who mention it within four weeks", number(total), where),
        ("of these made by the modelled conditions, about", number(implied), "`crural.knowledge.leaks`"),
        ("what they leave: the leak", number(told.leak), "1 − (1 − frequency) / (1 − made), with a floor"),
    ]
    return grid(("step", "number", "where it stands"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "by-hand-read": read_table,
    "by-hand-prior": prior_table,
    "by-hand-strength": strength_table,
    "by-hand-leak": leak_table,
    "by-hand-competitors": competitors_table,
    "by-hand-posterior": posterior_table,
}
