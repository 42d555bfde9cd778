"""Pages that need no case: the start, the urgent page, children, expired sessions, forgetting, the style page."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from crural.surfaces.web.design import contrasts, scale
from crural.surfaces.web.door import COOKIE, Call

FIRST_DANGERS = (
    "suspected-stroke",
    "clot-with-lung-signs",
    "acute-limb-ischaemia-signs",
    "suspected-cauda-equina",
)
"""Danger rules whose messages stand on the start page."""


def start(call: Call) -> Response:
    """What it is, what it is not, whom to call."""
    dangers = [call.base.rules[name] for name in FIRST_DANGERS]
    return call.page("start.html", dangers=dangers)


def begin(call: Call) -> Response:
    """Open a visit, or go on with the one that is open."""
    country = call.one("country")
    if call.row is None or country in call.base.emergency_numbers:
        call.keep(country=country if country in call.base.emergency_numbers else call.visit.country)
    return call.go("/words")


def set_country(call: Call) -> Response:
    """Choose the country whose emergency number is shown."""
    country = call.one("country")
    call.keep(country=country if country in call.base.emergency_numbers else "")
    return RedirectResponse("/urgent" if call.visit.dangers() else "/emergency", 303)


def emergency(call: Call) -> Response:
    """All emergency numbers that we know; kept by the browser for when there is no connection."""
    return call.page("emergency.html")


def urgent(call: Call) -> Response:
    """The danger signs that stand, what to do now, what to do while waiting, what to say on the phone."""
    if not call.visit.dangers():
        return call.go("/questions" if call.visit.turn else "/words")
    return call.page("urgent.html", urgency=call.visit.urgency)


def go_on(call: Call) -> Response:
    """The person goes on all the same; the red banner stays."""
    call.keep(waved=tuple(dict.fromkeys([*call.visit.waved, *call.visit.dangers()])))
    if call.visit.child:
        return call.go("/child")
    return call.go("/questions" if call.visit.turn or call.visit.trail else "/understood")


def child(call: Call) -> Response:
    """Crural is for adults; what to do for a child."""
    if not call.visit.child:
        return call.go("/words")
    return call.page("child.html", urgency=call.visit.urgency, text=call.base.words["child"])


def expired(call: Call) -> Response:
    """The session is gone, and so is all that was told."""
    return call.page("expired.html", minutes=call.house.settings.session_minutes)


def forget_page(call: Call) -> Response:
    """Ask before all is forgotten."""
    return call.page("forget.html")


def forget(call: Call) -> Response:
    """Delete all that was told, now."""
    if call.key is not None:
        call.house.sessions.forget(call.key)
    call.house.desk.forget(call.who)
    answer = RedirectResponse("/forgotten", 303)
    answer.delete_cookie(COOKIE, path="/")
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def forgotten(call: Call) -> Response:
    """It is done."""
    return call.page("forgotten.html")


def styleguide(call: Call) -> Response:
    """The living style page: type, colours with their contrast, every component."""
    return call.page("styleguide.html", contrasts=contrasts(), scale=scale())


def about(call: Call) -> Response:
    """How it works, what happens to the answers, who may use it."""
    return call.page("about.html", minutes=call.house.settings.session_minutes)
