"""Clients that ask a server over connections that stay open, as browsers do, and what they waited for."""

import asyncio
import itertools
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

Address = Callable[[random.Random], str]


@dataclass(slots=True)
class Waits:
    """How long each screen took, in milliseconds, and how many answers there were in how many seconds."""

    by_screen: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    seconds: float = 0.0
    failed: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(map(len, self.by_screen.values())) / self.seconds

    def percentile(self, screen: str, per_cent: int) -> float:
        """So many per cent of the answers of a screen came within this time."""
        waited = sorted(self.by_screen[screen])
        return waited[min(len(waited) - 1, len(waited) * per_cent // 100)]

    def median(self, screen: str) -> float:
        """The median of a screen."""
        return statistics.median(self.by_screen[screen])


@dataclass(slots=True)
class Connection:
    """One connection of one client."""

    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def get(self, address: str) -> tuple[int, int]:
        """Status and length of what an address answers, as it comes over the line."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        lines = (
            f"GET {address} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Accept-Encoding: gzip",
            "Accept: text/html",
        )
        self.writer.write("\r\n".join([*lines, "", ""]).encode())
        status, *rest = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        body = await self._body(fields)
        if fields.get("connection", "").lower() == "close":
            self.writer.close()
            self.writer = None
        return int(status.split()[1]), len(body)

    async def _body(self, fields: Mapping[str, str]) -> bytes:
        assert self.reader is not None
        if "content-length" in fields:
            return await self.reader.readexactly(int(fields["content-length"]))
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()
        return body

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()


def ask_all(port: int, screens: Mapping[str, Address], clients: int, seconds: float, pause: float = 0) -> Waits:
    """Let so many clients ask for all screens, in turns of their own, for so long; with a pause of so many seconds."""
    return asyncio.run(_ask_all(port, screens, clients, seconds, pause))


async def _ask_all(port: int, screens: Mapping[str, Address], clients: int, seconds: float, pause: float) -> Waits:
    waits, begun = Waits(), time.perf_counter()
    until = begun + seconds
    await asyncio.gather(
        *(_one_client(port, screens, random.Random(f"{begun} {seed}"), until, waits, pause) for seed in range(clients))
    )
    waits.seconds = time.perf_counter() - begun
    return waits


async def _one_client(
    port: int, screens: Mapping[str, Address], chance: random.Random, until: float, waits: Waits, pause: float
) -> None:
    connection = Connection(port)
    for name in _turns(list(screens), chance):
        await asyncio.sleep(chance.uniform(0, 2 * pause))
        address, asked = screens[name](chance), time.perf_counter()
        if asked > until:
            break
        status, _ = await connection.get(address)
        waits.by_screen[name].append(1000 * (time.perf_counter() - asked))
        waits.failed += status != 200
    connection.close()


def _turns(names: list[str], chance: random.Random) -> Iterator[str]:
    while True:
        chance.shuffle(names)
        yield from names


def weigh(port: int, addresses: list[str]) -> dict[str, int]:
    """How many bytes each address sends."""

    async def ask() -> dict[str, int]:
        connection = Connection(port)
        return {address: (await connection.get(address))[1] for address in addresses}

    return asyncio.run(ask())


def wait_for(port: int, address: str, patience: float = 60) -> float:
    """Wait until a server answers; how long the first answer took once somebody listened."""
    begun = time.monotonic()
    for _ in itertools.count():
        asked = time.perf_counter()
        try:
            asyncio.run(Connection(port).get(address))
        except OSError:
            if time.monotonic() - begun > patience:
                raise
            time.sleep(0.1)
        else:
            return 1000 * (time.perf_counter() - asked)
    raise AssertionError
