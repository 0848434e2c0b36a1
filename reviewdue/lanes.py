"""How work is shared out: each host and each mailbox has its lane, and each part its lanes, so that none sees two."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

# What is asked by a DOI or another number has no host of its own and goes by one lane.
SHARED_LANE = 0
LANES = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of several parts of the work, counted from 0: the lanes whose number leaves `number` when divided by `of`."""

    number: int = 0
    of: int = 1

    def has(self, name: str) -> bool:
        """Whether the lane of a host or a mailbox is in this part."""
        return lane_of(name) % self.of == self.number


WHOLE = Shard()


@lru_cache(maxsize=4096)
def lane_of(name: str | None) -> int:
    """The lane of a host or a mailbox, the same on every machine."""
    if name is None:
        return SHARED_LANE
    return int.from_bytes(blake2b(name.casefold().encode("utf-8", "surrogatepass"), digest_size=4).digest()) % LANES
