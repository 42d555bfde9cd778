"""A record as a list of resources, each with its place: references resolved, doubles once, one patient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crural.surfaces.fhir.outcome import FhirError, Issue, refusal
from crural.surfaces.fhir.plain import Resource, codings, items, obj, word
from crural.surfaces.fhir.versions import wrong_version

VOID = "entered-in-error"
MAX_DEPTH = 60
TWICE = "was read. Give each an id of its own, or send it once."


@dataclass(frozen=True)
class Placed:
    """A resource and where it stands, as a FHIRPath."""

    resource: Resource
    place: str

    @property
    def kind(self) -> str:
        """The resource's type."""
        return word(self.resource.get("resourceType"))


@dataclass
class Records:
    """The resources of one person. issues: what is wrong with single ones. doubles: how many were sent twice."""

    by_kind: dict[str, list[Placed]] = field(default_factory=dict)
    named: dict[str, Resource] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    doubles: int = 0
    void: int = 0
    patient: Resource | None = None
    patient_names: frozenset[str] = frozenset()

    def of(self, *kinds: str) -> Iterator[Placed]:
        """The resources of some kinds, in their order."""
        for kind in kinds:
            yield from self.by_kind.get(kind, ())

    def find(self, holder: Resource, reference: Any) -> Resource | None:
        """What a reference leads to, within the record or within the holder itself."""
        name = word(obj(reference).get("reference"))
        if name.startswith("#"):
            return next((r for r in items(holder.get("contained")) if r.get("id") == name[1:]), None)
        tail = "/".join(name.split("/_history/")[0].split("/")[-2:])
        return self.named.get(name) or self.named.get(tail)


def too_deep(raw: Any, limit: int = MAX_DEPTH) -> bool:
    """Whether JSON is nested deeper than anybody needs; looked at without recursion."""
    level = [raw]
    for _ in range(limit):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True


def unpacked(raw: Any, place: str = "") -> Iterator[tuple[str | None, Placed]]:
    """(full url, resource) of a resource, or of all entries of a Bundle, Bundles within it included."""
    resource = obj(raw)
    if resource.get("resourceType") == "Bundle":
        here = place or "Bundle"
        for index, entry in enumerate(items(resource.get("entry"))):
            for url, placed in unpacked(entry.get("resource"), f"{here}.entry[{index}].resource"):
                yield url or word(entry.get("fullUrl")) or None, placed
    else:
        yield None, Placed(resource, place or word(resource.get("resourceType")) or "Resource")


def _is_void(resource: Resource) -> bool:
    verified = resource.get("verificationStatus")
    return VOID in (resource.get("status"), verified, *(code for _, code, _ in codings(verified)))


def _updated(placed: Placed) -> str:
    return word(obj(placed.resource.get("meta")).get("lastUpdated"))


def _add(found: Records, chosen: dict[str, Placed], placed: Placed, url: str | None) -> None:
    """Choose a resource to be read; of several of one id the one updated last, and an issue where they differ."""
    name = f"{placed.kind}/{placed.resource['id']}" if word(placed.resource.get("id")) else None
    key = name or url or placed.place
    other = chosen.get(key)
    if other is not None:
        found.doubles += 1
        if other.resource != placed.resource:
            text = "Another resource of this record has the same id and says something else; the one updated last "
            found.issues.append(Issue("warning", "duplicate", text + TWICE, placed.place))
        if _updated(placed) <= _updated(other):
            return
    chosen[key] = placed
    for key in filter(None, (name, url)):
        found.named[key] = placed.resource


def _place(raw: Any, index: int) -> str:
    kind = word(obj(raw).get("resourceType")) or "Resource"
    return "" if kind == "Bundle" else f"{kind}[{index}]"


def records_of(resources: Iterable[Any]) -> Records:
    """The resources (or Placed ones) sorted by kind. Raises FhirError for hostile depth, or several patients."""
    found, chosen = Records(), dict[str, Placed]()
    for index, raw in enumerate(resources):
        sent, place = (raw.resource, raw.place) if isinstance(raw, Placed) else (raw, _place(raw, index))
        if too_deep(sent):
            raise refusal("too-costly", f"The JSON is nested deeper than {MAX_DEPTH} levels.", status=400)
        for url, placed in unpacked(sent, place):
            problem = wrong_version(placed.resource, placed.place)
            if problem:
                found.issues.append(problem)
            else:
                _add(found, chosen, placed, url)
    for placed in chosen.values():
        if _is_void(placed.resource):
            found.void += 1
        else:
            found.by_kind.setdefault(placed.kind, []).append(placed)
    _one_patient(found)
    return found


def _one_patient(found: Records) -> None:
    patients = [placed.resource for placed in found.of("Patient")]
    if len(patients) > 1:
        text = f"The record holds {len(patients)} patients; send one at a time, or use `crural fhir batch`."
        raise FhirError(Issue("error", "multiple-matches", text, "Patient"))
    if patients:
        found.patient = patients[0]
        names = {name for name, resource in found.named.items() if resource is found.patient}
        found.patient_names = frozenset(names)
        return
    subjects = Counter(s for group in found.by_kind.values() for p in group if (s := subject_of(p.resource)))
    if len({name.split("/_history/")[0] for name in subjects}) > 1:
        raise FhirError(
            Issue("error", "multiple-matches", "The resources are of several patients; send one at a time.")
        )


def subject_of(resource: Resource) -> str:
    """The reference of the person whom a resource is about."""
    for name in ("subject", "patient"):
        reference = word(obj(resource.get(name)).get("reference"))
        if reference:
            return reference
    return ""


def belongs(found: Records, placed: Placed) -> bool:
    """Whether a resource is about the patient of the record; one that is not gives an issue."""
    reference = subject_of(placed.resource).split("/_history/")[0]
    if not reference or found.patient is None:
        return True
    tail = "/".join(reference.split("/")[-2:])
    if (
        reference in found.patient_names
        or tail in found.patient_names
        or (reference.startswith("#") and found.find(placed.resource, {"reference": reference}))
    ):
        return True
    text = "The subject is not the patient of this record, so it was left out; mend the reference."
    found.issues.append(Issue("warning", "not-found", text, f"{placed.place}.subject"))
    return False
