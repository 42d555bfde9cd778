"""The interface in the language of the reader: one gettext catalogue (a .po file) a language; English needs none.

Words that are clinical come from the knowledge base and are shown as they stand there.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations
from jinja2 import Environment, PackageLoader, StrictUndefined

from crural.surfaces.terminal import percent
from crural.surfaces.web import statics

FOLDER = Path(str(files("crural.surfaces.web") / "translations"))


def catalogues(folder: Path = FOLDER) -> dict[str, NullTranslations]:
    """Language code to catalogue: every .po file of the folder, and English."""
    found: dict[str, NullTranslations] = {"en": NullTranslations()}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as text:
            catalogue = read_po(text, locale=path.stem)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        found[path.stem] = Translations(compiled)
    return found


def chosen_language(header: str, known: set[str]) -> str:
    """The first language of an Accept-Language header that there is a catalogue for; else English.

    >>> chosen_language("xx;q=0.9, de-AT, en;q=0.5", {"en", "de"})
    'de'
    """
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:200].split(",")):
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=") if rest else "1"
        try:
            wishes.append((-float(weight), place, tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(wishes) if tag in known), "en")


@cache
def locale_of(language: str, header: str) -> Locale:
    """The locale for dates and numbers: the reader's own country where the browser names it."""
    first = header.split(",")[0].split(";")[0].strip().replace("-", "_")
    for name in (first, language):
        try:
            found = Locale.parse(name)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
        if found.language == language:
            return found
    return Locale.parse("en")


def sentence(text: str) -> str:
    """With a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


class Wording:
    """One language: its catalogue and the templates in it."""

    def __init__(self, language: str, catalogue: NullTranslations) -> None:
        self.language, self.catalogue = language, catalogue
        self.templates = Environment(
            loader=PackageLoader("crural.surfaces.web"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
        )
        translate: Any = self.templates
        translate.install_gettext_translations(catalogue, newstyle=True)
        self.templates.filters |= {"percent": percent, "sentence": sentence}
        self.templates.globals |= {"static": statics.address, "language": language}

    def __call__(self, text: str, **values: object) -> str:
        """A text of the interface in this language, with its gaps filled."""
        told = self.catalogue.gettext(text)
        return told % values if values else told

    def page(self, template: str, header: str = "", **values: object) -> str:
        """A page filled in."""
        locale = locale_of(self.language, header[:40])
        helpers = {
            "day": lambda day: format_date(day, "long", locale=locale),
            "today": date.today(),
            "number": lambda value: format_decimal(value, locale=locale),
            "share": lambda value: format_percent(value, locale=locale),
        }
        return self.templates.get_template(template).render(**helpers, **values)
