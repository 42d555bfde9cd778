"""The compiled executor's arithmetic: a program evaluated for a block of lanes, forward and back (Numba).

The same additions and products of non-negative numbers as in `execute`, in the same basis; only leaves are multiplied
into their host one after the other. No fast-math: sums keep their order, and nothing is assumed finite.
Arrays of cells are (cells, lanes).
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
def draw(table, k, links, first, phi, calm, is_complaint, out, back):
    """An active leaf's links draw: out = D(table) over 2**k cells; back: the transposed map.

    calm: links to complaints may not draw the observed level.
    """
    size, lanes = 1 << k, table.shape[1]
    for x in range(size):
        for v in range(lanes):
            out[x, v] = table[x, v]
    none = phi.shape[0] - 1
    for j in range(k):
        row = links[first + j]
        if row == none:
            continue
        bit = 1 << (k - 1 - j)
        quiet = calm and is_complaint[row] == 1
        for x in range(size):
            if x & bit:
                continue
            y = x | bit
            for v in range(lanes):
                less = phi[row, 0, v]
                exact = 0.0 if quiet else phi[row, 1, v]
                low, high = out[x, v], out[y, v]
                if back:
                    out[x, v] = low * less + high * exact
                    out[y, v] = high * (less + exact)
                else:
                    out[x, v] = low * less
                    out[y, v] = high * (less + exact) + low * exact


@compiled
def outer(k, links, first, phi, calm, is_complaint, out):
    """Products of one factor for each link over all choices: 2**k cells, the first link in the highest bit."""
    lanes = out.shape[1]
    for v in range(lanes):
        out[0, v] = 1.0
    size = 1
    for j in range(k):
        row = links[first + j]
        quiet = calm and is_complaint[row] == 1
        for x in range(size - 1, -1, -1):
            for v in range(lanes):
                whole = out[x, v]
                out[2 * x + 1, v] = 0.0 if quiet else whole * phi[row, 1, v]
                out[2 * x, v] = whole * phi[row, 0, v]
        size *= 2


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
def set_weights(p, prior, scale, edge, select, start, u0, u1, raw, extra, own, off):
    """Weights of the states of each condition (conditions, lanes), as `_own_weights` in `execute`."""
    n, lanes = u0.shape
    for c in range(n):
        for v in range(lanes):
            own[c, v] = prior[start + v, c]
            off[c, v] = 1.0 - own[c, v]
            raw[c, v] = scale[start + v, c]
    for r in range(p.active_parents.shape[0]):
        child, e = p.active_parents[r, 0], p.active_parents[r, 1]
        for v in range(lanes):
            own[child, v] += edge[start + v, e] * (1.0 - own[child, v])
            off[child, v] *= 1.0 - edge[start + v, e]
    for r in range(p.denied_children.shape[0]):
        parent, e = p.denied_children[r, 0], p.denied_children[r, 1]
        for v in range(lanes):
            raw[parent, v] *= 1.0 - edge[start + v, e]
    for c in range(n):
        for v in range(lanes):
            u0[c, v] = off[c, v]
            u1[c, v] = own[c, v] * raw[c, v]
    for r in range(p.rootless.shape[0]):
        c = p.rootless[r]
        for v in range(lanes):
            u0[c, v], u1[c, v] = 1.0, raw[c, v]
    for r in range(p.known.shape[0]):
        c = p.known[r, 0]
        for v in range(lanes):
            if p.known[r, 1] == 1:
                u0[c, v] = 0.0
            else:
                u1[c, v] = 0.0
    for c in range(n):
        for v in range(lanes):
            raw[c, v] = u1[c, v]
            extra[c, v] = 0.0
            if select.shape[0] > 0:
                u0[c, v] *= select[start + v, c, 0]
                u1[c, v] *= select[start + v, c, 1]
                extra[c, v] = raw[c, v] * select[start + v, c, 2]


@compiled
def own_tables(p, has_extra, phi, u0, u1, extra, tape, between, one, two):
    """Tables of leaves, multiplied within their host, and of all other conditions; forward."""
    lanes = tape.shape[1]
    flags = p.complaint_links
    for h in range(p.hosts.shape[0]):
        node, k, member, members, link, place = p.hosts[h]
        size = 1 << k
        for x in range(size):
            for v in range(lanes):
                between[place + x, v] = 1.0 if x == 0 else 0.0
        for i in range(members):
            c, at = p.members[member + i], place + i * size
            table = between[at : at + size]
            draw(table, k, p.links, link + i * k, phi, False, flags, one, False)
            if has_extra:
                draw(table, k, p.links, link + i * k, phi, True, flags, two, False)
            for x in range(size):
                for v in range(lanes):
                    value = u0[c, v] * table[x, v] + u1[c, v] * one[x, v]
                    if has_extra:
                        value += extra[c, v] * two[x, v]
                    between[at + size + x, v] = value
        at, to = place + members * size, p.tables[node]
        for x in range(size):
            for v in range(lanes):
                tape[to + x, v] = between[at + x, v]
    for r in range(p.owners.shape[0]):
        c, k, states, node, link = p.owners[r]
        size, to = 1 << k, p.tables[node]
        for v in range(lanes):
            tape[to, v] = u0[c, v]
        outer(k, p.links, link, phi, False, flags, one)
        for x in range(size):
            for v in range(lanes):
                tape[to + size + x, v] = u1[c, v] * one[x, v]
        if has_extra:
            outer(k, p.links, link, phi, True, flags, one)
            last = to + (states - 1) * size
            for x in range(size):
                for v in range(lanes):
                    tape[last + x, v] += extra[c, v] * one[x, v]


@compiled
def link_tables(p, phi, edge, start, own, off, tape):
    """Tables of one finding and one condition, and of children given their parents; forward."""
    lanes = tape.shape[1]
    for r in range(p.pairs.shape[0]):
        row, node, states = p.pairs[r]
        to = p.tables[node]
        for v in range(lanes):
            tape[to, v], tape[to + states, v] = 1.0, 0.0
            tape[to + 1, v], tape[to + states + 1, v] = phi[row, 0, v], phi[row, 1, v]
            if states == 3:
                tape[to + 2, v] = phi[row, 0, v]
                tape[to + 5, v] = 0.0 if p.complaint_links[row] == 1 else phi[row, 1, v]
    for r in range(p.children.shape[0]):
        c, node, first, cells, edges = p.children[r, :5]
        to = p.tables[node]
        for x in range(cells):
            active, on = p.child_cells[first + x]
            for v in range(lanes):
                value = own[c, v] if on == 1 else off[c, v]
                for j in range(edges):
                    if active >> j & 1:
                        strength = edge[start + v, p.children[r, 5 + j]]
                        value = value + strength * (1.0 - value) if on == 1 else value * (1.0 - strength)
                tape[to + x, v] = value


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


@compiled
def read_weights(p, has_extra, phi, u0, u1, raw, extra, slope, between, one, two, inactive, active, unfired):
    """Weights of the states of all conditions (conditions, lanes) from the slopes of their own tables."""
    lanes = slope.shape[1]
    flags = p.complaint_links
    for r in range(p.closed.shape[0]):
        c = p.closed[r]
        for v in range(lanes):
            inactive[c, v], active[c, v], unfired[c, v] = u0[c, v], u1[c, v], raw[c, v]
    for h in range(p.hosts.shape[0]):
        node, k, member, members, link, place = p.hosts[h]
        size = 1 << k
        now = slope[p.tables[node] : p.tables[node + 1]]
        for i in range(members - 1, -1, -1):
            c, at = p.members[member + i], place + i * size
            table = between[at : at + size]
            draw(table, k, p.links, link + i * k, phi, False, flags, one, False)
            draw(table, k, p.links, link + i * k, phi, True, flags, two, False)
            for v in range(lanes):
                inactive[c, v] = active[c, v] = unfired[c, v] = 0.0
            for x in range(size):
                for v in range(lanes):
                    inactive[c, v] += now[x, v] * table[x, v]
                    active[c, v] += now[x, v] * one[x, v]
                    unfired[c, v] += now[x, v] * two[x, v]
            for v in range(lanes):
                inactive[c, v] *= u0[c, v]
                active[c, v] *= u1[c, v]
                unfired[c, v] *= raw[c, v]
            if i == 0:
                break
            draw(now, k, p.links, link + i * k, phi, False, flags, one, True)
            if has_extra:
                draw(now, k, p.links, link + i * k, phi, True, flags, two, True)
            for x in range(size):
                for v in range(lanes):
                    value = u0[c, v] * now[x, v] + u1[c, v] * one[x, v]
                    if has_extra:
                        value += extra[c, v] * two[x, v]
                    now[x, v] = value
    for r in range(p.owners.shape[0]):
        c, k, states, node, link = p.owners[r]
        size, at = 1 << k, p.tables[node]
        last = at + (states - 1) * size
        outer(k, p.links, link, phi, False, flags, one)
        outer(k, p.links, link, phi, True, flags, two)
        for v in range(lanes):
            inactive[c, v] = u0[c, v] * slope[at, v]
            active[c, v] = unfired[c, v] = 0.0
        for x in range(size):
            for v in range(lanes):
                active[c, v] += slope[at + size + x, v] * one[x, v]
                unfired[c, v] += slope[last + x, v] * two[x, v]
        for v in range(lanes):
            active[c, v] *= u1[c, v]
            unfired[c, v] *= raw[c, v]
