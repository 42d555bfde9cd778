"""A case that another system hands over to the desk: kept like a session, under a ticket that opens it once."""

from __future__ import annotations

from crural.concepts.case import Case
from crural.surfaces.http import Settings
from crural.surfaces.web.sessions import Sessions
from crural.surfaces.web.visit import Visit


class Tickets:
    """Gives tickets out. They end with the life of an idle session; the file must be that of the web app."""

    def __init__(self, settings: Settings) -> None:
        self.sessions = Sessions(settings.sessions, settings.session_minutes)

    def give(self, case: Case) -> str:
        """A ticket for a case: a random word that says nothing about it."""
        key, _ = self.sessions.open(Visit(clinician=case).model_dump_json(exclude_defaults=True))
        return key

    def close(self) -> None:
        """Close the file."""
        self.sessions.close()
