"""A small web site on loopback for tests: routes are values or functions, and every request is recorded."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked for; `headers` have lower-cased names."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    at: float
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the site answers, after `delay` seconds. With `raw`, exactly these bytes and then the end."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    raw: bytes | None = None
    drip: float | None = None  # seconds between two bytes of what is sent


def resolve_to_loopback(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
    """A resolver that finds every name on 127.0.0.1, so that one site can be many hosts."""
    return [(socket.AF_INET, ("127.0.0.1", port))]


Route = Reply | Callable[[Request], Reply]


def page(title: str = "A page", heading: str = "", text: str = "", *, status: int = 200, **headers: str) -> Reply:
    """An HTML page; underscores in the names of headers are dashes."""
    body = f"<!doctype html><title>{title}</title><body><h1>{heading}</h1><p>{text}</p>"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=body.encode(), headers={"content-type": "text/html; charset=utf-8"} | named)


def redirect(to: str, status: int = 302, **headers: str) -> Reply:
    """A redirect."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers={"location": to} | named)


class Site:
    """A running site: set `routes`, read `requests`. An unknown path gets the `fallback`, by itself a plain 404."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.routes: dict[str, Route] = {}
        self.fallback: Route = Reply(status=404, body=b"nothing here")
        self.requests: list[Request] = []
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()

    def url(self, path: str, host: str | None = None) -> str:
        """The address of a path, on another host if one is named; see `resolve_to_loopback`."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{host or parts.hostname}:{parts.port}{path}"

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.path for request in self.requests]

    def reply_to(self, request: Request) -> Reply:
        """What a route answers; counts how many requests are being answered at once."""
        with self._lock:
            self.requests.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            route = self.routes.get(request.path, self.fallback)
            reply = route if isinstance(route, Reply) else route(request)
            time.sleep(reply.delay)
            return reply
        finally:
            with self._lock:
                self._at_once -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one packet; otherwise each answer waits for a delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            method=self.command,
            path=parts.path,
            query=parts.query,
            headers=headers,
            at=time.monotonic(),
            body=self.rfile.read(int(headers.get("content-length", "0"))),
        )
        reply = self.server.site.reply_to(request)
        self._send(reply.raw if reply.raw is not None else self._written(reply), reply.drip)
        self.close_connection |= reply.raw is not None

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def _written(self, reply: Reply) -> bytes:
        headers = {"content-length": str(len(reply.body))} | dict(reply.headers)
        lines = [f"HTTP/1.1 {reply.status} X", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("utf-8") + (b"" if self.command == "HEAD" else reply.body)

    def _send(self, data: bytes, drip: float | None) -> None:
        pieces = [data] if drip is None else [data[place : place + 1] for place in range(len(data))]
        try:
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()
                if drip is not None and self.server.stopping.wait(drip):
                    return
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int]) -> None:
        self.stopping = threading.Event()
        super().__init__(address, _Handler)
        self.site = Site(f"http://{address[0]}:{self.server_address[1]}")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves early is part of the tests."""


@contextmanager
def serve(tls: ssl.SSLContext | None = None, *, host: str = "127.0.0.1") -> Iterator[Site]:
    """A site at a free port of loopback."""
    server = _Server((host, 0))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.site.base = server.site.base.replace("http:", "https:")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
