"""The tape: products of two tables, some followed by the elimination of one variable.

Variables are numbered by elimination; a table's axes are in that order, lanes last, so the variable eliminated next
is always the first axis. Neighbouring axes of one kind (in both tables, only in one) are merged, so that NumPy sees
few axes; findings that both tables hold stay apart, their product is the one of `product`.
"""

from __future__ import annotations

from typing import NamedTuple

from crural.inference.order import bits


class Step(NamedTuple):
    """out = a * b, with the first axis eliminated when `summed`; b is -1 when there is no second table.

    finding: the finding that is eliminated, -1 for a condition (a plain sum over its states).
    joint: axes of findings that both tables hold.
    shape_a, shape_b: shapes (without lanes) in which a and b are broadcast together.
    only_a, only_b: axes that only a, only b has; both after the merge of axes.
    wants_a, wants_b: is the derivative with respect to a, to b asked for?
    """

    a: int
    b: int
    out: int
    summed: bool
    finding: int
    joint: tuple[int, ...]
    shape_a: tuple[int, ...]
    shape_b: tuple[int, ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]
    wants_a: bool = True
    wants_b: bool = True


class TapeBuilder:
    """Collects tables (`add`), then orders their products (`finish`).

    states: number of states of each variable, in order of elimination (2 or 3).
    finding: for each variable the finding that it is, -1 for a condition.
    budget: largest total number of entries; `too_wide` is raised beyond.
    """

    def __init__(self, states: list[int], finding: list[int], budget: int, too_wide: type[Exception]) -> None:
        self.states = states
        self.finding = finding
        self.findings = sum(1 << i for i, f in enumerate(finding) if f >= 0)
        self.three = sum(1 << i for i, count in enumerate(states) if count == 3)
        self.budget = budget
        self.too_wide = too_wide
        self.scopes: list[int] = []
        self.entries = 0
        self.steps: list[Step] = []

    @property
    def nodes(self) -> int:
        """Number of tables so far."""
        return len(self.scopes)

    def size(self, scope: int) -> int:
        """Entries of a table over the variables in the mask."""
        three = (scope & self.three).bit_count()
        return int(3**three) << (scope.bit_count() - three)

    def cost(self, a: int, b: int) -> int:
        """Entries of the widened product of two tables (three for each finding that both hold)."""
        shared = (a & b & self.findings).bit_count()
        return int(self.size(a | b) * 3**shared) >> shared

    def charge(self, entries: int) -> None:
        """Count entries against the budget."""
        self.entries += entries
        if self.entries > self.budget:
            raise self.too_wide(f"more than {self.budget} table entries per lane")

    def add(self, variables: list[int]) -> int:
        """A new table over these variables; returns its number."""
        return self._new(sum(1 << v for v in variables))

    def _new(self, scope: int) -> int:
        self.charge(self.size(scope))
        self.scopes.append(scope)
        return len(self.scopes) - 1

    def finish(self, wanted: set[int]) -> tuple[tuple[Step, ...], tuple[int, ...], list[int]]:
        """Steps, the tables that end as one number each (roots), and for each table the place of its root.

        wanted: tables whose derivative is asked for.
        """
        buckets: list[list[int]] = [[] for _ in self.states]
        for table in self._absorb(list(range(self.nodes))):
            scope = self.scopes[table]
            buckets[(scope & -scope).bit_length() - 1].append(table)
        roots: list[int] = []
        for variable, waiting in enumerate(buckets):
            if not waiting:
                continue
            table = self._eliminate(variable, waiting)
            scope = self.scopes[table]
            if scope:
                buckets[(scope & -scope).bit_length() - 1].append(table)
            else:
                roots.append(table)
        component = [-1] * self.nodes
        for place, root in enumerate(roots):
            component[root] = place
        for step in reversed(self.steps):
            component[step.a] = component[step.out]
            if step.b >= 0:
                component[step.b] = component[step.out]
        wanted = set(wanted)
        steps = []
        for step in self.steps:
            wants_a, wants_b = step.a in wanted, step.b in wanted
            steps.append(step._replace(wants_a=wants_a, wants_b=wants_b))
            if wants_a or wants_b:
                wanted.add(step.out)
        return tuple(steps), tuple(roots), component

    def _absorb(self, tables: list[int]) -> list[int]:
        """Multiply each table into the smallest one that holds all its variables, if there is one."""
        ordered = sorted(tables, key=lambda t: (self.scopes[t].bit_count(), self.scopes[t], t))
        left = []
        for place, table in enumerate(ordered):
            scope = self.scopes[table]
            for later in range(place + 1, len(ordered)):
                if not scope & ~self.scopes[ordered[later]]:
                    ordered[later] = self._multiply(ordered[later], table, -1)
                    break
            else:
                left.append(table)
        return left

    def _eliminate(self, variable: int, waiting: list[int]) -> int:
        """Multiply the tables that hold the variable, in the cheaper of two orders, and eliminate it."""
        scopes = [self.scopes[t] for t in waiting]
        cost, pairs = self._smallest_first(scopes)
        if len(pairs) > 1:
            other_cost, other = self._into_largest(scopes)
            pairs = other if other_cost < cost else pairs
        tables = list(waiting)
        for count, (a, b) in enumerate(pairs, start=1):
            last = count == len(pairs)
            tables.append(self._multiply(tables[a], tables[b], variable if last else -1))
        if pairs:
            return tables[-1]
        out = self._new(scopes[0] & ~(1 << variable))
        shape = (self.states[variable], self.size(self.scopes[out]))
        self.steps.append(Step(tables[0], -1, out, True, self.finding[variable], (), shape, (), (), ()))
        return out

    def _smallest_first(self, scopes: list[int]) -> tuple[int, list[tuple[int, int]]]:
        """Cost and pairs (places; results are appended) when the smallest table goes to its cheapest partner."""
        scopes = list(scopes)
        left = set(range(len(scopes)))
        total, pairs = 0, []
        while len(left) > 1:
            first = min(left, key=lambda t: (self.size(scopes[t]), t))
            left.remove(first)
            other = min(left, key=lambda t: (self.cost(scopes[first], scopes[t]), self.size(scopes[t]), t))
            left.remove(other)
            total += self.cost(scopes[first], scopes[other])
            pairs.append((other, first))
            left.add(len(scopes))
            scopes.append(scopes[first] | scopes[other])
        return total, pairs

    def _into_largest(self, scopes: list[int]) -> tuple[int, list[tuple[int, int]]]:
        """Cost and pairs when one table after the other is multiplied into the largest one, cheapest first."""
        largest = max(range(len(scopes)), key=lambda t: (self.size(scopes[t]), -t))
        left = set(range(len(scopes))) - {largest}
        scope, place, total, pairs = scopes[largest], largest, 0, []
        while left:
            other = min(left, key=lambda t: (self.cost(scope, scopes[t]), t))
            left.remove(other)
            total += self.cost(scope, scopes[other])
            pairs.append((place, other))
            scope |= scopes[other]
            place = len(scopes) + len(pairs) - 1
        return total, pairs

    def _multiply(self, a: int, b: int, variable: int) -> int:
        """Add the step a * b, summed over the variable when it is not -1."""
        scope_a, scope_b = self.scopes[a], self.scopes[b]
        shape_a: list[int] = []
        shape_b: list[int] = []
        only_a: list[int] = []
        only_b: list[int] = []
        joint: list[int] = []
        previous, previous_is_eliminated = "", False
        for v in bits(scope_a | scope_b):
            in_a, in_b = scope_a >> v & 1, scope_b >> v & 1
            kind = "a" if not in_b else "b" if not in_a else "both"
            if kind == "both" and self.finding[v] >= 0:
                kind = "joint"
                joint.append(len(shape_a))
            count = self.states[v]
            if kind != previous or kind == "joint" or previous_is_eliminated:
                if kind == "a":
                    only_a.append(len(shape_a))
                if kind == "b":
                    only_b.append(len(shape_a))
                shape_a.append(1)
                shape_b.append(1)
            if in_a:
                shape_a[-1] *= count
            if in_b:
                shape_b[-1] *= count
            previous, previous_is_eliminated = kind, v == variable
        union = scope_a | scope_b
        self.charge(self.cost(scope_a, scope_b))
        finding = -1
        if variable >= 0:
            finding = self.finding[variable]
            union &= ~(1 << variable)
        out = self._new(union)
        self.steps.append(
            Step(
                a,
                b,
                out,
                variable >= 0,
                finding,
                tuple(joint),
                tuple(shape_a),
                tuple(shape_b),
                tuple(only_a),
                tuple(only_b),
            )
        )
        return out
