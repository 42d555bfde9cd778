"""One small module for each resource that is written, and the few that others need by name."""

from crural.surfaces.fhir.write.service_request import service_request_draft

__all__ = ["service_request_draft"]
