"""The edge to the web: fetching addresses safely, politely and many at a time."""

from reviewdue.web.crawl import crawl
from reviewdue.web.fetch import Fetcher, FetchLimits

__all__ = ["FetchLimits", "Fetcher", "crawl"]
