"""Arithmetic of a plan: one sweep forward, one back, for a block of lanes at once (NumPy).

Forward computes the total weight Z of each component (a connected part of the network). The sweep back computes
the derivative H of Z with respect to each condition's own table, and with it three weights of every condition c:

    inactive   u0 * H(0, all less)
    active     u1 * sum over x of H(1, x) * product over its findings f of phi_f(x_f)
    unfired    the same with "exact" of every complaint f replaced by 0: "active, but none of its links to a
               complaint drew the observed level"

with phi_f = (1 - reach, reach - above), the chances that its link draws less, or exactly the level. Only additions
and products of non-negative numbers occur, so small chances keep their digits; inactive + active = Z is checked
all the same. When a condition's findings were eliminated before it, `unfired` is a third state of weight 0 in its
tables. Source: rank-2 tables, Diez and Galan 2003, Savicky and Vomlel 2007; `product` for the basis.

Shapes inside: lanes are the last axis, (n, L), (rows, 2, L), (G, 2**k, L).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crural.inference.leaves import OwnGroup
from crural.inference.pattern import Array, Numbers
from crural.inference.plan import ChildTable, Plan
from crural.inference.product import Widened, contract, multiply, outer, slopes
from crural.inference.small import DENSE, Small, small_of
from crural.inference.tape import Step


@dataclass
class Weights3:
    """Weights of the states of each condition and the total of its component, all (n, L); roots (roots, L)."""

    inactive: Array
    active: Array
    unfired: Array
    roots: Array


def sweep(plan: Plan, numbers: Numbers, select: Array | None = None) -> Weights3:
    """Evaluate all lanes of `numbers` in one block.

    select: (L, n, 3) or None; multiplies the weights of inactive and active; the third is added to active's for
        the part in which no link to a complaint fired. Returned `active` holds both parts, `unfired` has weight 1.
    """
    return _Block(plan, numbers, select).run()


class _Block:
    def __init__(self, plan: Plan, numbers: Numbers, select: Array | None) -> None:
        self.plan = plan
        self.lanes = numbers.lanes
        rows = plan.pattern.link_offsets[-1]
        self.phi = np.empty((rows + 1, 2, self.lanes))
        self.phi[rows] = np.array([[1.0], [0.0]])  # no link
        if rows:
            reach, above = (np.concatenate(x, axis=1).T for x in (numbers.reach, numbers.above))
            np.subtract(1.0, reach, out=self.phi[:rows, 0])
            np.subtract(reach, above, out=self.phi[:rows, 1])
        self.calm = self.phi.copy()  # factors of a condition none of whose links to a complaint fired
        self.calm[_complaint_rows(plan), 1] = 0.0
        exact = numbers.reach_leak.T - numbers.above_leak.T
        self.leak = np.stack([exact, 1.0 - numbers.above_leak.T], axis=1)  # taken with less, with exact
        self.edge = np.ascontiguousarray(numbers.edge.T)
        self._own_weights(numbers, select)
        self.tables: list[Array] = [self.leak[:0]] * plan.nodes
        self.slopes: list[Array | None] = [None] * plan.nodes
        self.products: list[Array] = []
        self.rounds: list[list[tuple[Array, Widened]]] = []
        self.kept: list[Widened] = []
        self.small: list[Small | None] = []

    def _own_weights(self, numbers: Numbers, select: Array | None) -> None:
        plan = self.plan
        prior = np.array(numbers.prior.T, order="C")
        off = 1.0 - prior
        scale = np.array(numbers.scale.T, order="C")
        for child, e in plan.active_parents:
            prior[child] += self.edge[e] * (1.0 - prior[child])
            off[child] *= 1.0 - self.edge[e]
        for parent, e in plan.denied_children:
            scale[parent] *= 1.0 - self.edge[e]
        self.prior, self.off = prior, off
        u0, u1 = off.copy(), prior * scale
        u0[plan.rootless], u1[plan.rootless] = 1.0, scale[plan.rootless]
        u0[plan.known_active] = 0.0
        u1[plan.known_inactive] = 0.0
        self.u0, self.u1, self.raw = u0, u1, u1
        self.select = select
        self.extra: Array | None = None
        if select is not None:
            self.u0 = u0 * select[:, :, 0].T
            self.u1 = u1 * select[:, :, 1].T
            self.extra = u1 * select[:, :, 2].T

    def run(self) -> Weights3:
        plan = self.plan
        for group in plan.leaves:
            self._leaf_tables(group)
        for group in plan.owners:
            self._owner_tables(group)
        for pair in plan.pairs:
            table = self.phi[pair.links]  # (G, finding, L)
            absent = np.zeros_like(table)
            absent[:, 0] = 1.0
            parts = [absent, table, self.calm[pair.links]][: pair.states]
            stacked = np.stack(parts, axis=2)
            for row, node in enumerate(pair.nodes):
                self.tables[node] = stacked[row]
        self._child_tables()
        self._forward()
        roots = np.array([self.tables[root].reshape(-1) for root in plan.roots]).reshape(-1, self.lanes)
        self._backward()

        inactive, active, unfired = (np.empty((plan.pattern.n, self.lanes)) for _ in range(3))
        for out, own in ((inactive, self.u0), (active, self.u1), (unfired, self.raw)):
            out[plan.closed] = own[plan.closed]
        for place, group in enumerate(plan.leaves):
            slope = self._leaf_slopes(place, group)
            c = group.conditions
            inactive[c] = self.u0[c] * slope[:, 0]
            active[c] = self.u1[c] * np.einsum("gxl,gxl->gl", slope, self.products[place])
            unfired[c] = self.raw[c] * contract(slope, self.calm[group.links])
        for place, group in enumerate(plan.owners, start=len(plan.leaves)):
            shape = (group.states, 1 << group.k, self.lanes)
            slope = np.array([self._slope(node).reshape(shape) for node in group.nodes])
            c = group.conditions
            inactive[c] = self.u0[c] * slope[:, 0, 0]
            active[c] = self.u1[c] * np.einsum("gxl,gxl->gl", slope[:, 1], self.products[place])
            unfired[c] = self.raw[c] * contract(slope[:, group.states - 1], self.calm[group.links])
        if self.select is not None:
            active += self.select[:, :, 2].T * unfired
        return Weights3(inactive, active, unfired, roots)

    def _leaf_tables(self, group: OwnGroup) -> None:
        """Tables over the findings of each leaf, the leaf summed out, multiplied within each set of findings."""
        c = group.conditions
        product = outer(self.phi[group.links])
        self.products.append(product)
        table = self.u1[c][:, None] * product
        table[:, 0] += self.u0[c]
        if self.extra is not None:
            table += self.extra[c][:, None] * outer(self.calm[group.links])
        rounds = []
        for left, right, single in group.levels:
            shape = (len(left), *(2,) * group.k)
            both, kept = multiply(table[left], table[right], shape, shape, tuple(range(1, group.k + 1)))
            rounds.append((table, kept))
            table = np.concatenate([both.reshape(len(left), -1, self.lanes), table[single]])
        self.rounds.append(rounds)
        for row, node in enumerate(group.nodes):
            self.tables[node] = table[row]

    def _owner_tables(self, group: OwnGroup) -> None:
        """Tables over (state, findings eliminated later) of conditions that are not leaves."""
        c = group.conditions
        product = outer(self.phi[group.links])
        self.products.append(product)
        table = np.zeros((len(c), group.states, 1 << group.k, self.lanes))
        table[:, 0, 0] = self.u0[c]
        np.multiply(self.u1[c][:, None], product, out=table[:, 1])
        if self.extra is not None:
            table[:, group.states - 1] += self.extra[c][:, None] * outer(self.calm[group.links])
        for row, node in enumerate(group.nodes):
            self.tables[node] = table[row]

    def _child_tables(self) -> None:
        """Noisy-OR tables of children, chance of "active" by additions so that small ones keep their digits."""
        by_count: dict[int, list[ChildTable]] = {}
        for child in self.plan.children:
            by_count.setdefault(len(child.edges), []).append(child)
        for count, children in by_count.items():
            which = [child.child for child in children]
            table = np.stack([self.off[which], self.prior[which]], axis=1)[:, :, None]  # (G, 2, 1, L)
            for j in range(count):
                e = self.edge[[child.edges[j] for child in children]][:, None]
                off = table[:, 0] * (1.0 - e)
                on = table[:, 1] + e * (1.0 - table[:, 1])
                changed = np.stack([off, on], axis=1)
                table = np.stack([table, changed], axis=3)
                table = table.reshape(len(children), 2, 2 << j, self.lanes)
            for row, child in enumerate(children):
                one = table[row].reshape((2,) * (count + 1) + (self.lanes,))
                if child.known_active:
                    one = one[1]
                for axis, states in enumerate(child.states):
                    if states == 3:
                        one = np.take(one, (0, 1, 1), axis=axis)
                order = sorted(range(len(child.axes)), key=child.axes.__getitem__)
                self.tables[child.node] = one.transpose(*order, len(order))

    def _forward(self) -> None:
        tables, lanes = self.tables, (self.lanes,)
        for step in self.plan.steps:
            small = self._small(step)
            self.small.append(small)
            if small is not None:
                a, b = tables[step.a].reshape(-1, self.lanes), tables[step.b].reshape(-1, self.lanes)
                out, left, right = small.multiply(a, b)
                kept = Widened(left, right)
                if step.finding >= 0:
                    out = out.reshape(2, -1, self.lanes)
            elif step.b < 0:
                out, kept = tables[step.a].reshape(step.shape_a + lanes), Widened(None, None)
            else:
                out, kept = multiply(tables[step.a], tables[step.b], step.shape_a, step.shape_b, step.joint)
            self.kept.append(kept)
            if step.finding >= 0:
                less, exact = self.leak[step.finding]
                out = out[0] * less + out[1] * exact
            elif step.summed and small is None:
                out = np.add.reduce(out, axis=0)
            tables[step.out] = out

    def _small(self, step: Step) -> Small | None:
        """The step as a small product, where that is cheaper."""
        if step.b < 0:
            return None
        found = small_of(step.shape_a, step.shape_b, step.joint, step.summed and step.finding < 0)
        return found if found is not None and found.size * self.lanes <= DENSE else None

    def _backward(self) -> None:
        tables = self.tables
        for root in self.plan.roots:
            self.slopes[root] = np.ones(self.lanes)
        for step in reversed(self.plan.steps):
            kept, small = self.kept.pop(), self.small.pop()
            if not (step.wants_a or step.wants_b):
                continue
            slope = self._slope(step.out)
            self.slopes[step.out] = None
            if small is not None:
                slope = slope.reshape(-1, self.lanes)
                if step.finding >= 0:
                    slope = (self.leak[step.finding][:, None] * slope).reshape(-1, self.lanes)
                self.slopes[step.a], self.slopes[step.b] = small.slopes(
                    slope, kept.left if step.wants_b else None, kept.right if step.wants_a else None
                )
                tables[step.a] = tables[step.b] = self.leak[:0]
                continue
            shape = step.shape_a if step.b < 0 else tuple(map(max, step.shape_a, step.shape_b))
            if step.summed:
                slope = slope.reshape((1, *shape[1:], self.lanes))
                if step.finding >= 0:
                    factor = self.leak[step.finding].reshape((2, *(1,) * (len(shape) - 1), self.lanes))
                    slope = slope * factor
                elif step.b < 0 or step.joint:
                    slope = np.broadcast_to(slope, (*shape, self.lanes))
            else:
                slope = slope.reshape((*shape, self.lanes))
            if step.b < 0:
                self.slopes[step.a] = slope
                continue
            self.slopes[step.a], self.slopes[step.b] = slopes(
                slope,
                tables[step.a] if step.wants_b else None,
                tables[step.b] if step.wants_a else None,
                kept,
                step.shape_a,
                step.shape_b,
                step.joint,
                step.only_a,
                step.only_b,
            )
            tables[step.a] = tables[step.b] = self.leak[:0]  # no longer needed, and may be large

    def _slope(self, node: int) -> Array:
        slope = self.slopes[node]
        assert slope is not None
        return slope

    def _leaf_slopes(self, place: int, group: OwnGroup) -> Array:
        """Derivative of Z with respect to the table of each leaf, (G, 2**k, L)."""
        slope = np.array([self._slope(node).reshape(-1, self.lanes) for node in group.nodes])
        for (left, right, single), (table, kept) in zip(
            reversed(group.levels), reversed(self.rounds[place]), strict=True
        ):
            before = np.empty_like(table)
            shape = (len(left), *(2,) * group.k)
            joint = tuple(range(1, group.k + 1))
            of_left, of_right = slopes(
                slope[: len(left)], table[left], table[right], kept, shape, shape, joint
            )
            assert of_left is not None
            assert of_right is not None
            before[left] = of_left.reshape(len(left), -1, self.lanes)
            before[right] = of_right.reshape(len(left), -1, self.lanes)
            before[single] = slope[len(left) :]
            slope = before
        return slope


def _complaint_rows(plan: Plan) -> list[int]:
    offsets = plan.pattern.link_offsets
    return [row for f in plan.pattern.complaints for row in range(offsets[f], offsets[f + 1])]
