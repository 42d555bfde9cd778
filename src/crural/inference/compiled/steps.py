"""The compiled arithmetic of a program's steps: products of two tables, forward and back.

The same additions and products of non-negative numbers as in `execute`, in the same basis. No fast-math: sums keep
their order, and nothing is assumed finite. Arrays of cells are (cells, lanes).
"""

# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

import numpy as np

from crural.inference.compiled.jit import compiled


@compiled
def expand(steps, axes, starts, ia, ib, io):
    """Write the terms of all steps: for each combination of the digits of its axes three cells."""
    for s in range(steps.shape[0]):
        first, last = starts[s], starts[s + 1]
        place = steps[s, 7]
        count = last - first
        digit = np.zeros(count + 1, dtype=np.int64)
        a = b = o = 0
        for _ in range(steps[s, 8]):
            ia[place], ib[place], io[place] = a, b, o
            place += 1
            j = count - 1
            while j >= 0:
                row = first + j
                d = digit[j]
                joint = axes[row, 2] == 1
                more = d + 1 < axes[row, 1]
                new = d + 1 if more else 0
                if joint:
                    a += ((1 if new == 1 else 0) - (1 if d == 1 else 0)) * axes[row, 3]
                    o += ((1 if new > 0 else 0) - (1 if d > 0 else 0)) * axes[row, 5]
                else:
                    a += (new - d) * axes[row, 3]
                    o += (new - d) * axes[row, 5]
                b += (new - d) * axes[row, 4]
                digit[j] = new
                if more:
                    break
                j -= 1


@compiled
def widen(tape, source, cells, target, joints, first, count, buffer):
    """(s, t) -> (s, s + t, t) on each joint axis, the first axis first; `cells`: of the source."""
    lanes = tape.shape[1]
    size = cells
    for x in range(cells):
        for v in range(lanes):
            tape[target + x, v] = tape[source + x, v]
    for j in range(count):
        before, after = joints[first + j, 0], joints[first + j, 1]
        for x in range(size):
            for v in range(lanes):
                buffer[x, v] = tape[target + x, v]
        for p in range(before):
            for q in range(after):
                low, high = (2 * p) * after + q, (2 * p + 1) * after + q
                to = target + 3 * p * after + q
                for v in range(lanes):
                    tape[to, v] = buffer[low, v]
                    tape[to + after, v] = buffer[low, v] + buffer[high, v]
                    tape[to + 2 * after, v] = buffer[high, v]
        size = size // 2 * 3


@compiled
def fold(slope, start, joints, first, count):
    """The transposed map of `widen`, in place: (x, y, z) -> (x + y, y + z), the last axis first."""
    lanes = slope.shape[1]
    for j in range(count - 1, -1, -1):
        before, after = joints[first + j, 0], joints[first + j, 1]
        for p in range(before):
            for q in range(after):
                source = start + 3 * p * after + q
                to = start + 2 * p * after + q
                for v in range(lanes):
                    x, y, z = slope[source, v], slope[source + after, v], slope[source + 2 * after, v]
                    slope[to, v] = x + y
                    slope[to + after, v] = y + z


def _steps_of(single):
    """The sums over all steps, forward and back; single: for one lane, so that no loop over lanes is left."""

    @compiled
    def run_forward(p, leak, tape, wide, buffer):
        """All products of the tape: out[io] += a[ia] * b[ib], times the leak of the state of an eliminated finding.

        wide: first cell of the widened tables. Tables are cells of the tape: slices would cost more than small sums.
        """
        lanes = 1 if single else tape.shape[1]
        for s in range(p.steps.shape[0]):
            a, b, out, finding = p.steps[s, 0], p.steps[s, 1], p.steps[s, 2], p.steps[s, 3]
            start, split, joints = p.steps[s, 7], p.steps[s, 9], p.steps[s, 13]
            of_a, of_b, of_out = p.tables[a], p.tables[max(b, 0)], p.tables[out]
            if joints > 0:
                cells, of_wide = p.tables[b + 1] - of_b, wide + p.steps[s, 10]
                widen(tape, of_b, cells, of_wide, p.joints, p.steps[s, 12], joints, buffer)
                of_b = of_wide
            for t in range(start, start + p.steps[s, 8]):
                x, y, z = of_a + p.ia[t], of_b + p.ib[t], of_out + p.io[t]
                state = 0 if t - start < split else 1
                for v in range(lanes):
                    product = tape[x, v] * tape[y, v] if b >= 0 else tape[x, v]
                    tape[z, v] += product * leak[finding, state, v] if finding >= 0 else product

    @compiled
    def run_backward(p, leak, tape, slope, wide, spare):
        """Derivatives of the total with respect to all tables that are asked for.

        spare: first cell of the slopes of one widened table.
        """
        lanes = 1 if single else tape.shape[1]
        for r in range(p.roots.shape[0]):
            for v in range(lanes):
                slope[p.tables[p.roots[r]], v] = 1.0
        for s in range(p.steps.shape[0] - 1, -1, -1):
            a, b, out, finding = p.steps[s, 0], p.steps[s, 1], p.steps[s, 2], p.steps[s, 3]
            wants_a, wants_b = p.steps[s, 5] == 1, p.steps[s, 6] == 1
            if not (wants_a or wants_b):
                continue
            start, split, joints = p.steps[s, 7], p.steps[s, 9], p.steps[s, 13]
            of_a, of_b, of_out = p.tables[a], p.tables[max(b, 0)], p.tables[out]
            read_b, to_b = of_b, of_b
            if joints > 0:
                read_b, to_b = wide + p.steps[s, 10], spare
                for x in range(spare, spare + p.steps[s, 11]):
                    for v in range(lanes):
                        slope[x, v] = 0.0
            for t in range(start, start + p.steps[s, 8]):
                x, y, z = of_a + p.ia[t], p.ib[t], of_out + p.io[t]
                state = 0 if t - start < split else 1
                for v in range(lanes):
                    down = slope[z, v]
                    if finding >= 0:
                        down *= leak[finding, state, v]
                    if b < 0:
                        slope[x, v] += down
                        continue
                    if wants_a:
                        slope[x, v] += down * tape[read_b + y, v]
                    if wants_b:
                        slope[to_b + y, v] += down * tape[x, v]
            if joints > 0 and wants_b:
                fold(slope, spare, p.joints, p.steps[s, 12], joints)
                for x in range(p.tables[b + 1] - of_b):
                    for v in range(lanes):
                        slope[of_b + x, v] = slope[spare + x, v]

    return run_forward, run_backward


run_forward, run_backward = _steps_of(False)
forward_one, backward_one = _steps_of(True)
