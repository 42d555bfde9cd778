"""Many people of one network, in compiled code: no plan for a person, only additions and products.

The connected parts of the network of conditions are worked off one after the other, by the additive method of `stable`
on the present findings that a part touches: often one or two, so tables are small. Two groups of links combine as

    out[x | y] += a[x] * b[y]

over sets x, y of findings of which the group drew the observed level: the product of `product`, written as sets.
A finding gets its bit when the first condition that is linked to it is worked off, so a table doubles only then.
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

    table: size entries, read from `at` on. out: written from 0 on, longer where a link's bit is new.
    """
    for x in range(size):
        out[x] = table[at + x]
    for j in range(count):
        bit, exact = 1 << bits[c, j], strengths[c, j]
        less = 1.0 - exact
        if bit == size:
            for x in range(bit):
                out[x + bit] = exact * out[x]
                out[x] *= less
            size *= 2
            continue
        for block in range(0, size, 2 * bit):
            for x in range(block, block + bit):
                out[x + bit] += exact * out[x]
                out[x] *= less


@compiled
def draw_back(table, at, size, grown, bits, strengths, c, count, out):
    """The transposed map of `draw`: from `grown` entries back to `size`."""
    for x in range(grown):
        out[x] = table[at + x]
    for j in range(count - 1, -1, -1):
        bit, exact = 1 << bits[c, j], strengths[c, j]
        less = 1.0 - exact
        for block in range(0, grown, 2 * bit):
            for x in range(block, block + bit):
                out[x] = less * out[x] + exact * out[x + bit]
        if bit >= size:
            grown = bit


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
    of_set = np.empty((parts, 1 << most), dtype=np.int64)
    bit_of, local = np.zeros(most, dtype=np.int64), np.zeros(most, dtype=np.int64)
    place, before, after = (
        np.zeros(visits, dtype=np.int64),
        np.zeros(visits, dtype=np.int64),
        np.zeros(visits, dtype=np.int64),
    )
    end = np.zeros(parts, dtype=np.int64)
    states = np.empty((visits + parts) << (m.widest + most))
    slope, earlier = np.empty(2 << (m.widest + most)), np.empty(2 << (m.widest + most))
    whole, down, drawn, back = (
        np.empty((parts + 1, 1 << most)),
        np.empty(1 << most),
        np.empty(1 << most),
        np.empty(1 << most),
    )
    reached = np.zeros(parts + 1, dtype=np.int64)
    for person in range(prior.shape[0]):
        found = present[1][present[0][person] : present[0][person + 1]]
        findings = found.shape[0]
        if findings > most:
            status[person] = TOO_MANY
            continue
        count[:], scale[:], quiet[:], bit_of[:] = 0, 1.0, 1.0, -1
        for r in range(absent[0][person], absent[0][person + 1]):
            f = absent[1][r]
            for k in range(first[f], first[f + 1]):
                scale[condition[k]] *= 1.0 - strength_of[k]
        for i in range(findings):
            for k in range(first[found[i]], first[found[i] + 1]):
                c = condition[k]
                bits[c, count[c]], strengths[c, count[c]] = i, strength_of[k]
                quiet[c] *= 1.0 - strength_of[k]
                count[c] += 1
        # forward
        whole[0, 0], reached[0] = 1.0, 1
        at, touched, apart, given = 0, 0, 1.0, 0
        for part in range(parts):
            start, stop = m.part_start[part], m.part_start[part + 1]
            if stop == start + 1:  # a condition without causes and effects draws on the whole at once
                c, size = m.visits[start, 0], reached[touched]
                off, on = 1.0 - prior[person, c], prior[person, c] * scale[c]
                if count[c] == 0:
                    apart *= off + on
                    continue
                for j in range(count[c]):
                    i = bits[c, j]
                    if bit_of[i] < 0:
                        bit_of[i] = given
                        given += 1
                    bits[c, j] = bit_of[i]
                draw(whole[touched], 0, size, bits, strengths, c, count[c], drawn)
                touched += 1
                reached[touched] = 1 << given
                for x in range(size):
                    whole[touched, x] = off * whole[touched - 1, x] + on * drawn[x]
                for x in range(size, 1 << given):
                    whole[touched, x] = on * drawn[x]
                continue
            length, inside = 1, 0
            states[at], of_set[part, 0], local[:] = 1.0, 0, -1
            for visit in range(start, stop):
                c, opened, goes, gate = (
                    m.visits[visit, 0],
                    m.visits[visit, 1],
                    m.visits[visit, 2],
                    m.visits[visit, 3],
                )
                own, rest = prior[person, c], 1.0 - prior[person, c]
                place[visit], before[visit] = at, length
                for j in range(count[c]):
                    i = bits[c, j]
                    if local[i] < 0:
                        if bit_of[i] < 0:
                            bit_of[i] = given
                            given += 1
                        local[i] = inside
                        inside += 1
                        for x in range(length):
                            of_set[part, length + x] = of_set[part, x] | 1 << bit_of[i]
                        length *= 2
                    bits[c, j] = local[i]
                size, after[visit] = before[visit], length
                new = at + (size << opened)
                for x in range(length << m.visits[visit, 4]):
                    states[new + x] = 0.0
                for o in range(1 << opened):
                    off = rest * m.spared[gate + o]
                    on = (own + rest * m.brought[gate + o]) * scale[c]
                    row = at + o * size
                    to, to_on = (
                        new + m.goes[goes + o] * length,
                        new + m.goes[goes + (1 << opened) + o] * length,
                    )
                    for x in range(size):
                        states[to + x] += off * states[row + x]
                    if count[c] == 0:
                        for x in range(size):
                            states[to_on + x] += on * states[row + x]
                    else:
                        draw(states, row, size, bits, strengths, c, count[c], drawn)
                        for x in range(length):
                            states[to_on + x] += on * drawn[x]
                at = new
            end[part] = at
            if length == 1:
                apart *= states[at]
            else:
                touched += 1
                reached[touched] = 1 << given
                for x in range(1 << given):
                    whole[touched, x] = 0.0
                for x in range(reached[touched - 1]):
                    value = whole[touched - 1, x]
                    for y in range(length):
                        whole[touched, x | of_set[part, y]] += value * states[at + y]
            at += length
        for i in range(findings):
            if bit_of[i] < 0:
                apart *= leak[found[i]]
        down[0] = apart
        for b in range(given):
            for i in range(findings):
                if bit_of[i] == b:
                    for x in range(1 << b):
                        down[x | 1 << b] = down[x]
                        down[x] *= leak[found[i]]
        total = 0.0
        for x in range(1 << given):
            total += down[x] * whole[touched, x]
        if not total > SMALLEST:
            status[person] = IMPOSSIBLE
            continue
        # back
        sound = True
        for part in range(parts - 1, -1, -1):
            start, stop = m.part_start[part], m.part_start[part + 1]
            if stop == start + 1:
                c = m.visits[start, 0]
                off, on = 1.0 - prior[person, c], prior[person, c] * scale[c]
                if count[c] == 0:
                    active[person, c], contribution[person, c] = on / (off + on), 0.0
                    continue
                grown = reached[touched]
                touched -= 1
                size = reached[touched]
                draw_back(down, 0, size, grown, bits, strengths, c, count[c], back)
                w_off, w_on = 0.0, 0.0
                for x in range(size):
                    w_off += down[x] * whole[touched, x]
                    w_on += back[x] * whole[touched, x]
                    down[x] = off * down[x] + on * back[x]
                both = off * w_off + on * w_on
                sound = sound and abs(both - total) <= TOLERANCE * total
                active[person, c] = on * w_on / both
                contribution[person, c] = max(on * (w_on - quiet[c] * w_off), 0.0) / both
                continue
            grown = after[stop - 1]
            if grown == 1:
                slope[0] = total / states[end[part]]
            else:
                touched -= 1
                for y in range(grown):
                    slope[y] = 0.0
                for x in range(reached[touched]):
                    value, other = 0.0, whole[touched, x]
                    for y in range(grown):
                        here = down[x | of_set[part, y]]
                        value += here * states[end[part] + y]
                        slope[y] += here * other
                    back[x] = value
                for x in range(reached[touched]):
                    down[x] = back[x]
            for visit in range(stop - 1, start - 1, -1):
                c, opened, goes, gate = (
                    m.visits[visit, 0],
                    m.visits[visit, 1],
                    m.visits[visit, 2],
                    m.visits[visit, 3],
                )
                own, rest = prior[person, c], 1.0 - prior[person, c]
                size, grown = before[visit], after[visit]
                w_off, w_on, w_quiet = 0.0, 0.0, 0.0
                for o in range(1 << opened):
                    off = rest * m.spared[gate + o]
                    on = (own + rest * m.brought[gate + o]) * scale[c]
                    row = place[visit] + o * size
                    s_off, s_on = m.goes[goes + o] * grown, m.goes[goes + (1 << opened) + o] * grown
                    if count[c] == 0:
                        for x in range(size):
                            value = states[row + x]
                            w_off += off * slope[s_off + x] * value
                            w_on += on * slope[s_on + x] * value
                            earlier[o * size + x] = off * slope[s_off + x] + on * slope[s_on + x]
                    else:
                        draw_back(slope, s_on, size, grown, bits, strengths, c, count[c], back)
                        for x in range(size):
                            value = states[row + x]
                            w_off += off * slope[s_off + x] * value
                            w_on += on * back[x] * value
                            w_quiet += on * slope[s_on + x] * value
                            earlier[o * size + x] = off * slope[s_off + x] + on * back[x]
                both = w_off + w_on
                sound = sound and abs(both - total) <= TOLERANCE * total
                active[person, c] = w_on / both
                contribution[person, c] = max(w_on - quiet[c] * w_quiet, 0.0) / both if count[c] else 0.0
                for x in range(size << opened):
                    slope[x] = earlier[x]
        evidence[person] = np.log(total)
        status[person] = DONE if sound else IMPOSSIBLE
