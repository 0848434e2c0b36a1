"""What a check has before it, batch by batch: what is due, taken as it goes, or what was asked for by name."""

from collections.abc import Generator, Mapping, Sequence

from reviewdue.lanes import WHOLE, Shard
from reviewdue.ledger import checks, claims
from reviewdue.mailroom import clock_of
from reviewdue.projects import Project

# A batch is a task of a flow: enough addresses to keep all workers busy, few enough to be repeated.
BATCH = 500


def due_batches(project: Project, shard: Shard = WHOLE) -> Generator[list[str]]:
    """What is due, a batch at a time, each taken in the ledger until it was worked on: several may be at it at once.

    What is in memory is one batch, however much is due. Whoever is handed a batch and leaves it gives it back.
    """
    clock = clock_of(project)
    taken: list[str] = []
    try:
        while True:
            with project.ledger.change() as connection:
                # What was checked is given back; what still is due is not taken twice in one run.
                taken = claims.release_done(connection, taken, project.now)
                batch = claims.claim_due(connection, project.now, clock(), BATCH, shard)
            if not batch:
                return
            taken += batch
            yield batch
    finally:
        with project.ledger.change() as connection:
            claims.release(connection, taken)


def named_batches(project: Project, ids: Sequence[str]) -> Generator[list[str]]:
    """These references, due or not."""
    with project.ledger.begin() as connection:
        addresses = checks.shared_addresses(connection)
    yield from batches_of(ids, addresses)


def batches_of(ids: Sequence[str], addresses: Mapping[str, str]) -> Generator[list[str]]:
    """The ids in batches, all those of one address in the same one: within a batch an address is fetched once."""
    together: dict[str, list[str]] = {}
    for id in ids:
        if id in addresses:
            together.setdefault(addresses[id], []).append(id)
    batch: list[str] = []
    for id in ids:
        batch += together.pop(addresses[id], []) if id in addresses else [id]
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
