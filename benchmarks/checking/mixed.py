"""The servers of the labelled cases, on 127.0.1.1 and the addresses after it.

Run as its own process; a line of JSON on standard output names the address of each case. It serves until standard
input closes.
"""

import asyncio
import json
import ssl
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import trustme

from benchmarks.checking.labelled import CASES
from benchmarks.checking.labelled.cases import Asked, Case, Reply, Route, answer

HOSTS = 20
CLOSED = "127.0.1.1:1"  # nobody listens at the first port


class Mixed:
    """Answers each request as the case of its path wants it."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._routes: dict[str, Route] = {}
        self._counts: Counter[str] = Counter()
        for case in cases:
            self._routes |= {_quoted(path): route for path, route in ({case.where: case.route} | case.routes).items()}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, for as many requests as come."""
        try:
            while await self._answer_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        asked = self._read(await reader.readuntil(b"\r\n\r\n"))
        reply = self._reply_to(asked)
        await asyncio.sleep(reply.pause)
        data = reply.data
        if asked.method == "HEAD" and b"\r\n\r\n" in data:
            data = data[: data.index(b"\r\n\r\n") + 4]
        await _send(writer, data, reply.drip)
        if not reply.data and not reply.then_close:
            await reader.read()  # silent until the client has had enough
        return not reply.then_close

    def _read(self, head: bytes) -> Asked:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        named = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in named}
        path = target.partition("?")[0]
        if method != "HEAD":
            self._counts[path] += 1
        return Asked(method=method, target=target, headers=headers, nth=self._counts[path])

    def _reply_to(self, asked: Asked) -> Reply:
        route = self._routes.get(asked.target) or self._routes.get(asked.target.partition("?")[0]) or answer(404)
        return route if isinstance(route, Reply) else route(asked)


async def _send(writer: asyncio.StreamWriter, data: bytes, drip: float) -> None:
    pieces = [data] if not drip else (data[place : place + 1] for place in range(len(data)))
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(drip)


def _quoted(path: str) -> str:
    return quote(path, safe="/?=&:;,@!$'()*+~%-._#").partition("#")[0]


def _contexts() -> dict[str, ssl.SSLContext]:
    ours, past = trustme.CA(), datetime.now(UTC) - timedelta(days=9)
    found = {
        name: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for name in ("self_signed", "expired", "wrong_host", "old_tls")
    }
    ours.issue_cert("127.0.1.1").configure_cert(found["self_signed"])
    ours.issue_cert("127.0.1.1", not_before=past, not_after=past + timedelta(days=2)).configure_cert(found["expired"])
    ours.issue_cert("elsewhere.example.org").configure_cert(found["wrong_host"])
    ours.issue_cert("127.0.1.1").configure_cert(found["old_tls"])
    found["old_tls"].set_ciphers("ALL:@SECLEVEL=0")
    found["old_tls"].minimum_version = found["old_tls"].maximum_version = ssl.TLSVersion.TLSv1
    return found


async def main() -> None:
    """Serve all cases and print where they are."""
    mixed = Mixed(CASES)
    hosts = [f"127.0.1.{1 + number}" for number in range(HOSTS)] + ["127.0.1.99"]
    first = await asyncio.start_server(mixed.serve, hosts[0], 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    await asyncio.start_server(mixed.serve, hosts[1:], port, backlog=512)
    bases = {"closed": f"http://{CLOSED}", "plain_as_tls": f"https://{hosts[0]}:{port}"}
    for name, context in _contexts().items():
        server = await asyncio.start_server(mixed.serve, hosts[0], 0, ssl=context)
        bases[name] = f"https://{hosts[0]}:{server.sockets[0].getsockname()[1]}"
    print(json.dumps({case.name: _address(case, number, port, bases) for number, case in enumerate(CASES)}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def _address(case: Case, number: int, port: int, bases: dict[str, str]) -> str:
    host = case.host or 1 + number % HOSTS
    return case.url or bases.get(case.base, f"http://127.0.1.{host}:{port}") + case.where


if __name__ == "__main__":
    asyncio.run(main())
