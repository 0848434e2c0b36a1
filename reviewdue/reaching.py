"""Reaching the web as the configuration and the environment say."""

import os
from dataclasses import replace

import reviewdue
from reviewdue.checksettings import Checks
from reviewdue.web import Fetcher, FetchLimits
from reviewdue.web.authorities import authorities_in
from reviewdue.web.crawl import host_of
from reviewdue.web.proxies import proxies_in


def limits_of(checks: Checks, purpose: str = "checks cited sources") -> FetchLimits:
    """The limits of one fetch, from the configuration, and the way out, from the environment.

    The `purpose` is named to whoever is asked. Raises ConfigurationError.
    """
    contact = f"; {checks.contact}" if checks.contact else ""
    return FetchLimits(
        timeout=checks.timeout,
        connect_timeout=min(checks.timeout, 10),
        per_host=checks.per_host,
        user_agent=f"reviewdue/{reviewdue.__version__} ({purpose}{contact})",
        allow_networks=checks.allow_networks,
        authorities=authorities_in(os.environ),
        proxies=proxies_in(os.environ),
    )


def network_is_up(checks: Checks) -> bool:
    """Whether the DOI resolver answers, and not something on the way: then it is not the network that is down."""
    limits = replace(limits_of(checks), timeout=min(checks.timeout, 10))
    with Fetcher(limits) as fetcher:
        answer = fetcher.fetch(checks.services.doi.url)
    return answer.failure is None and host_of(answer.final_url) == host_of(checks.services.doi.url)
