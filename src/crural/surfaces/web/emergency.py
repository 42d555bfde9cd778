"""Emergency numbers by country: only where a page that was read says so; elsewhere people are told to use their own.

source: the page that was read for it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """The numbers of one country: its name, the ambulance, and a health line for what is urgent but no emergency."""

    id: str
    country: str
    call: str
    advice: str | None
    source: str


NUMBERS = (
    Number("au", "Australia", "000", None, "https://ambulance.qld.gov.au/calling-an-ambulance"),
    Number("ca", "Canada", "911", None, "https://www.fcc.gov/consumer-information"),
    Number(
        "eu",
        "European Union",
        "112",
        None,
        "https://pubaffairsbruxelles.eu/eu-institution-news/112-day-celebrating-the-eus-single-emergency-number",
    ),
    Number(
        "jp",
        "Japan",
        "119",
        None,
        "https://www.city.odate.lg.jp/city/foreign-language/english/emergency-call",
    ),
    Number(
        "nz",
        "New Zealand",
        "111",
        None,
        "https://www.govt.nz/browse/crime-and-justice/crimes-and-emergencies/111-emergency-service/",
    ),
    Number("sg", "Singapore", "995", None, "https://www.thomsonmedical.com/blog/singapore-emergency-number"),
    Number("gb", "United Kingdom", "999", "111", "https://wmas.nhs.uk/999-or-111/"),
    Number("us", "United States", "911", None, "https://www.fcc.gov/consumer-information"),
)
BY_ID = {number.id: number for number in NUMBERS}


def number_of(country: str) -> Number | None:
    """The numbers of a country, or None where we do not know them."""
    return BY_ID.get(country)
