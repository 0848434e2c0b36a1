"""The API for programs: JSON below /api/v1, with tokens, from the same queries as the screens."""

from reviewdue.live.api.app import make_api

__all__ = ["make_api"]
