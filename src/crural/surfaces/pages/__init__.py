"""What the pages of the handbook hold: plain data of the knowledge base, for the web app and for a printed site."""

from crural.surfaces.pages.handbook import page_of, pages_of
from crural.surfaces.pages.kept import once
from crural.surfaces.pages.links import KINDS
from crural.surfaces.pages.search import search

__all__ = ["KINDS", "once", "page_of", "pages_of", "search"]
