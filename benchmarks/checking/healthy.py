"""A web server on 127.0.0.2 and the addresses after it that answers every request after a fixed latency.

Run as its own process; asyncio and no HTTP library, so that it takes as little as possible of the processors that
are being measured. `/count` tells how many requests it had, and begins to count anew.
"""

import asyncio
import sys

HTML = (
    "<!doctype html><html lang=en><head><title>Treatment of a condition - Example Health</title></head><body>"
    "<h1>Treatment of a condition</h1>"
    + "<p>Some text as a page has it, with <b>markup</b> in it.</p>" * 40
    + "</body>"
).encode()
COMMON = (
    b"content-type: text/html; charset=utf-8\r\nserver: stub\r\ndate: Mon, 02 Nov 2026 10:00:00 GMT\r\n"
    b'cache-control: max-age=60\r\netag: "1"\r\nvary: accept-encoding\r\nx-frame-options: deny\r\n'
)
HEAD = b"HTTP/1.1 200 OK\r\n" + COMMON + b"content-length: %d\r\n\r\n" % len(HTML)
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\n" + COMMON + b"\r\n"


class Healthy(asyncio.Protocol):
    """One connection: an answer for each request, `latency` seconds later."""

    asked = 0

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._transport: asyncio.Transport | None = None
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._seen += data
        while b"\r\n\r\n" in self._seen:
            request, _, self._seen = self._seen.partition(b"\r\n\r\n")
            asyncio.get_running_loop().call_later(self._latency, self._send, _answer(request))

    def _send(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


def _answer(request: bytes) -> bytes:
    if request.startswith(b"GET /count "):
        count, Healthy.asked = b"%d" % Healthy.asked, 0
        return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(count) + count
    Healthy.asked += 1
    if b"\r\nif-none-match:" in request.lower():
        return UNCHANGED
    return HEAD if request.startswith(b"HEAD ") else HEAD + HTML


async def main(latency: float, hosts: int) -> None:
    """Serve until standard input closes; the port is the first line of standard output."""
    loop = asyncio.get_running_loop()
    first = await loop.create_server(lambda: Healthy(latency), "127.0.0.2", 0, backlog=1024)
    port = first.sockets[0].getsockname()[1]
    others = [f"127.0.0.{3 + number}" for number in range(hosts - 1)]
    if others:
        await loop.create_server(lambda: Healthy(latency), others, port, backlog=1024)
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2])))
