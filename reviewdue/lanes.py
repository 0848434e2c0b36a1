"""How checks are shared out: each host has its lane, and each worker its lanes, so that no host sees two workers."""

from dataclasses import dataclass
from hashlib import blake2b

# What is asked by a DOI or another number has no host of its own and goes by one lane.
SHARED_LANE = 0
LANES = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of several parts of the work, counted from 0: the lanes whose number leaves `number` when divided by `of`."""

    number: int = 0
    of: int = 1


WHOLE = Shard()


def lane_of(host: str | None) -> int:
    """The lane of a host, the same on every machine."""
    if host is None:
        return SHARED_LANE
    return int.from_bytes(blake2b(host.casefold().encode("utf-8", "surrogatepass"), digest_size=4).digest()) % LANES
