"""The compiled executor: one call evaluates a program in all lanes and gives finished, guarded chances."""

# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

import numpy as np

from crural.inference.compiled.jit import compiled
from crural.inference.compiled.steps import backward_one, forward_one, run_backward, run_forward
from crural.inference.compiled.tables import link_tables, own_tables, read_weights, set_weights


@compiled
def _all_within(table, highest):
    """Whether no value is below 0, above `highest`, or not a number."""
    for r in range(table.shape[0]):
        for c in range(table.shape[1]):
            if not (0.0 <= table[r, c] <= highest):
                return False
    return True


@compiled
def _never_likelier(above, reach):
    """Whether no higher level is likelier than the lower one."""
    for r in range(above.shape[0]):
        for c in range(above.shape[1]):
            if above[r, c] > reach[r, c] + 1e-12:
                return False
    return True


@compiled
def _guard(p, lane, v, tape, leak, select, weights, limits, found):
    """Chances of one lane from the weights of its block, and whether they can be trusted."""
    inactive, active, unfired = weights
    evidence, chance, contribution, rest, good = found
    tolerance, smallest = limits
    total, product, sound = 0.0, 1.0, True
    for r in range(p.roots.shape[0]):
        root = tape[p.tables[p.roots[r]], v]
        sound = sound and root > smallest
        total += np.log(root)
    for r in range(p.bare.shape[0]):
        bare = leak[p.bare[r], 0, v]
        sound = sound and bare > smallest
        total += np.log(bare)
    for c in range(inactive.shape[0]):
        off, on, quiet = inactive[c, v], active[c, v], unfired[c, v]
        kept = 0.0
        if select.shape[0] > 0:
            on += select[lane, c, 2] * quiet
            kept = quiet * (select[lane, c, 1] + select[lane, c, 2])
        both = off + on
        expected = both
        if p.component[c] >= 0:
            expected = tape[p.tables[p.roots[p.component[c]]], v]
        else:
            if not 1e-100 < both < 1e100:
                total += np.log(both)
            else:
                product *= both  # one logarithm for many, taken before digits are lost
            if not 1e-100 < product < 1e100:
                total += np.log(product)
                product = 1.0
        room = tolerance * expected
        sound = (
            sound and abs(both - expected) <= room and off >= -room and on >= -room and expected > smallest
        )
        if select.shape[0] == 0:
            kept = quiet
            sound = sound and quiet <= on + room
        p_on, p_off = min(max(on / both, 0.0), 1.0), min(max(off / both, 0.0), 1.0)
        chance[lane, c] = p_on
        contribution[lane, c] = min(max((on - kept) / both, 0.0), p_on)
        rest[lane, c] = p_off
    total += np.log(product)
    evidence[lane] = total
    good[lane] = sound and np.isfinite(total)


@compiled
def evaluate(p, numbers, select, block, limits, found):
    """Fill `found` (log evidence, active, contribution, inactive, good); False when a number is out of range.

    numbers: scale, prior, edge, reach, reach_leak, above, above_leak side by side, (L, ...). select: (L, n, 3), or
    (0, 0, 0). block: lanes evaluated at once. limits: tolerance, smallest weight.
    """
    n, rows, cells, wide_cells, between_cells, m, most, edges = p.sizes
    scale, prior, edge = numbers[:, :n], numbers[:, n : 2 * n], numbers[:, 2 * n : 2 * n + edges]
    first = 2 * n + edges
    levels = numbers[:, first : first + rows + m]
    higher = numbers[:, first + rows + m :]
    if not (
        _all_within(scale, 1e300) and _all_within(numbers[:, n:], 1.0) and _never_likelier(higher, levels)
    ):
        return False
    reach, reach_leak, above, above_leak = (
        levels[:, :rows],
        levels[:, rows:],
        higher[:, :rows],
        higher[:, rows:],
    )
    widest = 1
    for s in range(p.steps.shape[0]):
        widest = max(widest, p.steps[s, 11])
    lanes, has_extra = prior.shape[0], False
    if select.shape[0] > 0:
        for x in select[:, :, 2].flat:
            has_extra = has_extra or x != 0.0
    for start in range(0, lanes, block):
        count = min(block, lanes - start)
        phi = np.empty((rows + 1, 2, count))
        leak = np.empty((m, 2, count))
        for v in range(count):
            for r in range(rows):
                phi[r, 0, v] = 1.0 - reach[start + v, r]
                phi[r, 1, v] = reach[start + v, r] - above[start + v, r]
            phi[rows, 0, v], phi[rows, 1, v] = 1.0, 0.0
            for f in range(m):
                leak[f, 0, v] = reach_leak[start + v, f] - above_leak[start + v, f]
                leak[f, 1, v] = 1.0 - above_leak[start + v, f]
        own = np.empty((9, n, count))
        u0, u1, raw, extra, prior_now, off, inactive, active, unfired = own
        set_weights(p, prior, scale, edge, select, start, u0, u1, raw, extra, prior_now, off)
        tape, slope = np.zeros((cells + wide_cells, count)), np.zeros((cells + widest, count))
        between = np.empty((between_cells + most, count))
        buffer, scratch = np.empty((widest, count)), np.empty((2, most, count))
        one, two = scratch
        own_tables(p, has_extra, phi, u0, u1, extra, tape, between, one, two)
        link_tables(p, phi, edge, start, prior_now, off, tape)
        if count == 1:
            forward_one(p, leak, tape, cells, buffer)
            backward_one(p, leak, tape, slope, cells, cells)
        else:
            run_forward(p, leak, tape, cells, buffer)
            run_backward(p, leak, tape, slope, cells, cells)
        read_weights(
            p, has_extra, phi, u0, u1, raw, extra, slope, between, one, two, inactive, active, unfired
        )
        for v in range(count):
            _guard(p, start + v, v, tape, leak, select, (inactive, active, unfired), limits, found)
    return True
