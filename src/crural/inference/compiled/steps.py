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
def widen(source, target, joints, first, count, cells, buffer):
    """(s, t) -> (s, s + t, t) on each joint axis, the first axis first; `cells`: of the source."""
    lanes = source.shape[1]
    size = cells
    for x in range(cells):
        for v in range(lanes):
            target[x, v] = source[x, v]
    for j in range(count):
        before, after = joints[first + j, 0], joints[first + j, 1]
        for x in range(size):
            for v in range(lanes):
                buffer[x, v] = target[x, v]
        for p in range(before):
            for q in range(after):
                low, high = (2 * p) * after + q, (2 * p + 1) * after + q
                to = 3 * p * after + q
                for v in range(lanes):
                    target[to, v] = buffer[low, v]
                    target[to + after, v] = buffer[low, v] + buffer[high, v]
                    target[to + 2 * after, v] = buffer[high, v]
        size = size // 2 * 3


@compiled
def fold(wide, joints, first, count):
    """The transposed map of `widen`, in place: (x, y, z) -> (x + y, y + z), the last axis first."""
    lanes = wide.shape[1]
    for j in range(count - 1, -1, -1):
        before, after = joints[first + j, 0], joints[first + j, 1]
        for p in range(before):
            for q in range(after):
                source = 3 * p * after + q
                to = 2 * p * after + q
                for v in range(lanes):
                    x, y, z = wide[source, v], wide[source + after, v], wide[source + 2 * after, v]
                    wide[to, v] = x + y
                    wide[to + after, v] = y + z


@compiled
def forward_terms(out, a, b, ia, ib, io, start, count, split, has_b, finding, leak):
    """out[io] += a[ia] * b[ib], times the leak of the state of an eliminated finding."""
    lanes = out.shape[1]
    for t in range(start, start + count):
        x, y, z = ia[t], ib[t], io[t]
        if finding >= 0:
            state = 0 if t - start < split else 1
            if has_b:
                for v in range(lanes):
                    out[z, v] += leak[finding, state, v] * (a[x, v] * b[y, v])
            else:
                for v in range(lanes):
                    out[z, v] += leak[finding, state, v] * a[x, v]
        elif has_b:
            for v in range(lanes):
                out[z, v] += a[x, v] * b[y, v]
        else:
            for v in range(lanes):
                out[z, v] += a[x, v]


@compiled
def backward_terms(slope, of_a, of_b, a, b, ia, ib, io, start, count, split, has_b, wants, finding, leak):
    """Derivatives with respect to a and to the widened b of `forward_terms`, added to of_a and of_b."""
    lanes = slope.shape[1]
    wants_a, wants_b = wants
    for t in range(start, start + count):
        x, y, z = ia[t], ib[t], io[t]
        state = 0 if t - start < split else 1
        for v in range(lanes):
            s = slope[z, v]
            if finding >= 0:
                s *= leak[finding, state, v]
            if has_b:
                if wants_a:
                    of_a[x, v] += s * b[y, v]
                if wants_b:
                    of_b[y, v] += s * a[x, v]
            else:
                of_a[x, v] += s


@compiled
def run_forward(p, leak, tape, wide, buffer):
    """All products of the tape."""
    for s in range(p.steps.shape[0]):
        a, b, out, finding = p.steps[s, :4]
        start, count, split, at, cells, joint, joints = p.steps[s, 7:]
        source = tape[p.tables[b] : p.tables[b + 1]] if b >= 0 else tape[:0]
        if joints > 0:
            widened = wide[at : at + cells]
            widen(source, widened, p.joints, joint, joints, source.shape[0], buffer)
            source = widened
        forward_terms(
            tape[p.tables[out] : p.tables[out + 1]], tape[p.tables[a] : p.tables[a + 1]], source,
            p.ia, p.ib, p.io, start, count, split, b >= 0, finding, leak,
        )  # fmt: skip


@compiled
def run_backward(p, leak, tape, slope, wide, buffer):
    """Derivatives of the total with respect to all tables that are asked for."""
    lanes = tape.shape[1]
    for r in range(p.roots.shape[0]):
        for v in range(lanes):
            slope[p.tables[p.roots[r]], v] = 1.0
    for s in range(p.steps.shape[0] - 1, -1, -1):
        a, b, out, finding = p.steps[s, :4]
        wants_a, wants_b = p.steps[s, 5] == 1, p.steps[s, 6] == 1
        if not (wants_a or wants_b):
            continue
        start, count, split, at, cells, joint, joints = p.steps[s, 7:]
        source, of_b = tape[:0], slope[:0]
        if b >= 0:
            source = tape[p.tables[b] : p.tables[b + 1]]
            of_b = slope[p.tables[b] : p.tables[b + 1]]
        target = of_b
        if joints > 0:
            source, of_b = wide[at : at + cells], buffer[:cells]
            for x in range(cells):
                for v in range(lanes):
                    of_b[x, v] = 0.0
        backward_terms(
            slope[p.tables[out] : p.tables[out + 1]], slope[p.tables[a] : p.tables[a + 1]], of_b,
            tape[p.tables[a] : p.tables[a + 1]], source,
            p.ia, p.ib, p.io, start, count, split, b >= 0, (wants_a, wants_b), finding, leak,
        )  # fmt: skip
        if joints > 0 and wants_b:
            fold(of_b, p.joints, joint, joints)
            for x in range(target.shape[0]):
                for v in range(lanes):
                    target[x, v] = of_b[x, v]
