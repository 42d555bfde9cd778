"""The compiled arithmetic of the conditions' own tables: filled before the steps, read after them.

Leaves are multiplied into their host one after the other. Arrays of cells are (cells, lanes).
"""

# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

from crural.inference.compiled.jit import compiled


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
