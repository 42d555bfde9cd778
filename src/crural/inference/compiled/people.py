"""Many people of one network, in compiled code: no plan for a person, only additions and products.

The connected parts of the network of conditions are worked off one after the other, by the additive method of `stable`
on the present findings that a part touches: often one or two, so tables are small. Two groups of links combine as

    out[x | y] += a[x] * b[y]

over sets x, y of findings of which the group drew the observed level: the product of `product`, written as sets.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

import numpy as np

from crural.inference.compiled.jit import compiled

DONE, TOO_MANY, IMPOSSIBLE = 0, 1, 2
SMALLEST = 1e-280
TOLERANCE = 1e-10


@compiled
def draw(table, at, size, bits, strengths, c, count, out):
    """All links (one at least) of an active condition draw: each leaves the set as it is, or adds its finding.

    table: read from `at` on; out: written from 0 on.
    """
    bit, exact = 1 << bits[c, 0], strengths[c, 0]
    less = 1.0 - exact
    for block in range(0, size, 2 * bit):
        for x in range(block, block + bit):
            out[x + bit] = table[at + x + bit] + exact * table[at + x]
            out[x] = less * table[at + x]
    for j in range(1, count):
        bit, exact = 1 << bits[c, j], strengths[c, j]
        less = 1.0 - exact
        for block in range(0, size, 2 * bit):
            for x in range(block, block + bit):
                out[x + bit] += exact * out[x]
                out[x] *= less


@compiled
def draw_back(table, at, size, bits, strengths, c, count, out):
    """The transposed map of `draw`."""
    bit, exact = 1 << bits[c, 0], strengths[c, 0]
    less = 1.0 - exact
    for block in range(0, size, 2 * bit):
        for x in range(block, block + bit):
            out[x] = less * table[at + x] + exact * table[at + x + bit]
            out[x + bit] = table[at + x + bit]
    for j in range(1, count):
        bit, exact = 1 << bits[c, j], strengths[c, j]
        less = 1.0 - exact
        for block in range(0, size, 2 * bit):
            for x in range(block, block + bit):
                out[x] = less * out[x] + exact * out[x + bit]


@compiled
def evaluate_people(m, links, leak, present, absent, prior, most, active, contribution, evidence, status):
    """Fill active and contribution (people, n), log evidence and status (people,).

    m: the network's `Parts`. links: first link of each finding, condition and strength of each link. present,
    absent: first entry of each person, findings. prior: (people, n). most: present findings of a person.
    """
    first, condition, strength_of = links
    n, parts, visits = prior.shape[1], m.part_start.shape[0] - 1, m.visits.shape[0]
    bits, strengths = np.zeros((n, most), dtype=np.int64), np.zeros((n, most))
    count, scale, quiet = np.zeros(n, dtype=np.int64), np.ones(n), np.ones(n)
    mask, of_set = np.zeros(parts, dtype=np.int64), np.zeros((parts, 1 << most), dtype=np.int64)
    place, size, end = (
        np.zeros(visits, dtype=np.int64),
        np.zeros(parts, dtype=np.int64),
        np.zeros(parts, dtype=np.int64),
    )
    states = np.zeros((visits + parts) << (m.widest + most))
    slope, before = np.zeros(2 << (m.widest + most)), np.zeros(2 << (m.widest + most))
    whole, down, drawn, back = (
        np.zeros((parts + 1, 1 << most)),
        np.zeros(1 << most),
        np.zeros(1 << most),
        np.zeros(1 << most),
    )
    seen = np.zeros(parts + 1, dtype=np.int64)
    alone = m.part_start[1:] == m.part_start[:-1] + 1
    for person in range(prior.shape[0]):
        found = present[1][present[0][person] : present[0][person + 1]]
        findings = found.shape[0]
        if findings > most:
            status[person] = TOO_MANY
            continue
        count[:], scale[:], quiet[:], mask[:] = 0, 1.0, 1.0, 0
        for r in range(absent[0][person], absent[0][person + 1]):
            f = absent[1][r]
            for k in range(first[f], first[f + 1]):
                scale[condition[k]] *= 1.0 - strength_of[k]
        for i in range(findings):
            for k in range(first[found[i]], first[found[i] + 1]):
                mask[m.part_of[condition[k]]] |= 1 << i
        for i in range(findings):
            for k in range(first[found[i]], first[found[i] + 1]):
                c = condition[k]
                below, local = mask[m.part_of[c]] & ((1 << i) - 1), 0
                if alone[m.part_of[c]]:
                    below, local = 0, i
                while below:
                    local += below & 1
                    below >>= 1
                bits[c, count[c]], strengths[c, count[c]] = local, strength_of[k]
                quiet[c] *= 1.0 - strength_of[k]
                count[c] += 1
        # forward
        everything = 1 << findings
        for x in range(everything):
            whole[0, x] = 1.0 if x == 0 else 0.0
        at, touched, apart = 0, 0, 1.0
        for part in range(parts):
            start = m.part_start[part]
            if alone[part]:  # a condition without causes and effects draws on the whole at once
                c = m.visits[start, 0]
                off, on = 1.0 - prior[person, c], prior[person, c] * scale[c]
                if count[c] == 0:
                    apart *= off + on
                    continue
                draw(whole[touched], 0, everything, bits, strengths, c, count[c], drawn)
                for x in range(everything):
                    whole[touched + 1, x] = off * whole[touched, x] + on * drawn[x]
                seen[touched + 1] = seen[touched] | mask[part]
                touched += 1
                continue
            length = 1
            of_set[part, 0] = 0
            for i in range(findings):
                if mask[part] >> i & 1:
                    for x in range(length):
                        of_set[part, length + x] = of_set[part, x] | 1 << i
                    length *= 2
            size[part] = length
            for x in range(length):
                states[at + x] = 1.0 if x == 0 else 0.0
            for visit in range(start, m.part_start[part + 1]):
                c, opened, goes, gate = (
                    m.visits[visit, 0],
                    m.visits[visit, 1],
                    m.visits[visit, 2],
                    m.visits[visit, 3],
                )
                own, rest, half = prior[person, c], 1.0 - prior[person, c], 1 << opened
                place[visit] = at
                new = at + (length << opened)
                for x in range(length << m.visits[visit, 4]):
                    states[new + x] = 0.0
                for o in range(half):
                    off = rest * m.spared[gate + o]
                    on = (own + rest * m.brought[gate + o]) * scale[c]
                    row = at + o * length
                    to, to_on = new + m.goes[goes + o] * length, new + m.goes[goes + half + o] * length
                    for x in range(length):
                        states[to + x] += off * states[row + x]
                    if count[c] == 0:
                        for x in range(length):
                            states[to_on + x] += on * states[row + x]
                    else:
                        draw(states, row, length, bits, strengths, c, count[c], drawn)
                        for x in range(length):
                            states[to_on + x] += on * drawn[x]
                at = new
            if length == 1:
                apart *= states[at]
            else:
                for x in range(everything):
                    whole[touched + 1, x] = 0.0
                for x in range(everything):
                    if not x & ~seen[touched]:
                        value = whole[touched, x]
                        for y in range(length):
                            whole[touched + 1, x | of_set[part, y]] += value * states[at + y]
                seen[touched + 1] = seen[touched] | mask[part]
                touched += 1
            end[part] = at
            at += length
        total = 0.0
        for x in range(everything):
            down[x] = apart
            for i in range(findings):
                if not x >> i & 1:
                    down[x] *= leak[found[i]]
            total += down[x] * whole[touched, x]
        if not total > SMALLEST:
            status[person] = IMPOSSIBLE
            continue
        # back
        sound = True
        for part in range(parts - 1, -1, -1):
            length = size[part]
            if alone[part]:
                c = m.visits[m.part_start[part], 0]
                off, on = 1.0 - prior[person, c], prior[person, c] * scale[c]
                if count[c] == 0:
                    active[person, c], contribution[person, c] = on / (off + on), 0.0
                    continue
                touched -= 1
                draw_back(down, 0, everything, bits, strengths, c, count[c], back)
                w_off, w_on = 0.0, 0.0
                for x in range(everything):
                    w_off += down[x] * whole[touched, x]
                    w_on += back[x] * whole[touched, x]
                    down[x] = off * down[x] + on * back[x]
                both = off * w_off + on * w_on
                sound = sound and abs(both - total) <= TOLERANCE * total
                active[person, c] = on * w_on / both
                contribution[person, c] = max(on * (w_on - quiet[c] * w_off), 0.0) / both
                continue
            if length == 1:
                slope[0] = total / states[end[part]]
            else:
                touched -= 1
                for y in range(length):
                    slope[y] = 0.0
                for x in range(everything):
                    if not x & ~seen[touched]:
                        value, other = 0.0, whole[touched, x]
                        for y in range(length):
                            here = down[x | of_set[part, y]]
                            value += here * states[end[part] + y]
                            slope[y] += here * other
                        back[x] = value
                for x in range(everything):
                    if not x & ~seen[touched]:
                        down[x] = back[x]
            for visit in range(m.part_start[part + 1] - 1, m.part_start[part] - 1, -1):
                c, opened, goes, gate = (
                    m.visits[visit, 0],
                    m.visits[visit, 1],
                    m.visits[visit, 2],
                    m.visits[visit, 3],
                )
                own, rest, half = prior[person, c], 1.0 - prior[person, c], 1 << opened
                w_off, w_on, w_quiet = 0.0, 0.0, 0.0
                for o in range(half):
                    off = rest * m.spared[gate + o]
                    on = (own + rest * m.brought[gate + o]) * scale[c]
                    row = place[visit] + o * length
                    s_off, s_on = m.goes[goes + o] * length, m.goes[goes + half + o] * length
                    if count[c] == 0:
                        for x in range(length):
                            value = states[row + x]
                            w_off += off * slope[s_off + x] * value
                            w_on += on * slope[s_on + x] * value
                            before[o * length + x] = off * slope[s_off + x] + on * slope[s_on + x]
                    else:
                        draw_back(slope, s_on, length, bits, strengths, c, count[c], back)
                        for x in range(length):
                            value = states[row + x]
                            w_off += off * slope[s_off + x] * value
                            w_on += on * back[x] * value
                            w_quiet += on * slope[s_on + x] * value
                            before[o * length + x] = off * slope[s_off + x] + on * back[x]
                both = w_off + w_on
                sound = sound and abs(both - total) <= TOLERANCE * total
                active[person, c] = w_on / both
                contribution[person, c] = max(w_on - quiet[c] * w_quiet, 0.0) / both if count[c] else 0.0
                for x in range(length << opened):
                    slope[x] = before[x]
        evidence[person] = np.log(total)
        status[person] = DONE if sound else IMPOSSIBLE
