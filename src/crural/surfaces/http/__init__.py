"""What every web door shares: settings, limits, keys, problem answers, workers. No page and no clinical word."""

from crural.surfaces.http.settings import Settings

__all__ = ["Settings"]
