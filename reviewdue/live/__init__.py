"""The live dashboard: the same templates and the same queries as the published one, asked when somebody looks."""

from reviewdue.live.app import make_app

__all__ = ["make_app"]
