"""The picture of both legs, drawn by us: front and back, each part an outline that belongs to one box of the list.

The outlines are those of one leg; the other is its mirror. `left` is the person's left: on the right of the picture
seen from the front, on the left seen from behind.
"""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 220, 430
FRONT = {
    "hip": "M62 30 C48 34 40 48 37 66 L37 92 L62 92 L70 60 Z",
    "groin": "M70 60 L108 84 L108 112 L84 104 L62 92 Z",
    "thigh": "M37 92 L62 92 L84 104 L104 111 C103 150 98 180 94 206 L48 206 C41 170 36 130 37 92 Z",
    "knee": "M48 206 L94 206 C95 220 94 234 91 246 L52 246 C48 234 47 220 48 206 Z",
    "shin": "M52 246 L91 246 C93 282 88 326 83 356 L59 356 C53 326 48 282 52 246 Z",
    "ankle": "M59 356 L83 356 L84 378 L58 378 Z",
    "foot": "M58 378 L84 378 C88 392 90 400 88 408 L48 408 C48 398 54 390 58 378 Z",
    "toes": "M48 408 L88 408 C88 419 82 424 74 424 L54 424 C48 422 46 416 48 408 Z",
}
BACK = {
    "buttock": "M62 30 C44 36 38 54 37 74 C38 96 58 108 84 107 L108 104 L108 44 Z",
    "thigh": "M37 80 C40 98 58 109 84 108 L104 107 C103 150 98 180 94 206 L48 206 C41 170 36 126 37 80 Z",
    "knee": "M48 206 L94 206 C95 220 94 234 91 246 L52 246 C48 234 47 220 48 206 Z",
    "calf": "M52 246 L91 246 C98 284 90 326 83 356 L59 356 C51 326 44 284 52 246 Z",
    "ankle": "M59 356 L83 356 L85 384 L57 384 Z",
    "heel": "M57 384 L85 384 C90 396 92 406 88 414 C80 424 60 424 52 414 C49 406 52 396 57 384 Z",
}
TRUNK = {
    "front": "M60 2 C62 12 62 22 62 30 L70 60 L108 84 L112 84 L150 60 L158 30 C158 22 158 12 160 2 Z",
    "back": "M60 2 C62 12 62 22 62 30 L108 44 L112 44 L158 30 C158 22 158 12 160 2 Z",
}
"""The rest of the body that is seen; it is no part to tap."""
ORDER = ("buttock", "hip", "groin", "thigh", "knee", "shin", "calf", "ankle", "heel", "foot", "toes")


@dataclass(frozen=True)
class Part:
    """One outline. box: id of the box in the list. mirrored: drawn for the other leg."""

    box: str
    path: str
    mirrored: bool


def box_of(side: str, site: str) -> str:
    """Id of the box of one place.

    >>> box_of("left", "calf")
    'left-calf'
    """
    return f"{side}-{site}"


def view(name: str) -> list[Part]:
    """The outlines of one view ("front" or "back")."""
    outlines = FRONT if name == "front" else BACK
    drawn_left, drawn_right = ("right", "left") if name == "front" else ("left", "right")
    return [
        Part(box_of(drawn_right if mirrored else drawn_left, site), path, mirrored)
        for mirrored in (False, True)
        for site, path in outlines.items()
    ]


def places(boxes: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """Side and sites of the ticked boxes; unknown ones are ignored.

    >>> places(["left-calf", "right-calf", "left-shin", "nose"])
    ('both', ('shin', 'calf'))
    """
    sides, sites = set(), set()
    for box in boxes:
        side, _, site = box.partition("-")
        if side in ("left", "right") and site in ORDER:
            sides.add(side)
            sites.add(site)
    chosen = "both" if len(sides) == 2 else next(iter(sides), None)
    return chosen, tuple(site for site in ORDER if site in sites)
