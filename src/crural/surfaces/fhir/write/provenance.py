"""Who wrote it and from what: the software, its versions, and the publications behind the answer."""

from __future__ import annotations

from typing import Any

from crural.surfaces.fhir.write.common import Context, concept, link


def device(context: Context) -> dict[str, Any]:
    """Ourselves as a Device."""
    versions = context.assessment.versions
    return {
        "resourceType": "Device",
        "id": context.id("device"),
        "status": "active",
        "deviceName": [{"name": "Crural", "type": "model-name"}],
        "version": [{"value": versions.crural}, {"type": concept("knowledge"), "value": versions.knowledge}],
    }


def provenance(context: Context, written: list[dict[str, Any]]) -> dict[str, Any]:
    """The Provenance of the resources written."""
    answer = context.assessment
    cited = {name for reason in answer.urgency.reasons for name in reason.source}
    cited |= {name for cause in answer.causes for name in cause.sources}
    sources = [context.base.sources[name] for name in sorted(cited) if name in context.base.sources]
    entities = [
        {
            "role": "source",
            "what": {"display": source.title}
            | ({"identifier": {"system": "https://doi.org", "value": source.doi}} if source.doi else {}),
        }
        for source in sources
    ]
    return {
        "resourceType": "Provenance",
        "id": context.id("provenance"),
        "target": [link(resource) for resource in written],
        "recorded": context.moment,
        "activity": concept("Assessment of leg complaints by software; not a diagnosis"),
        "agent": [{"who": context.device()}],
        **({"entity": entities} if entities else {}),
    }
