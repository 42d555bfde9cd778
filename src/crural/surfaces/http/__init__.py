"""What every web door shares: settings, limits, problem answers. No page and no clinical word."""

from crural.surfaces.http.settings import Settings

__all__ = ["Settings"]
