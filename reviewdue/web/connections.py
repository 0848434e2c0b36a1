"""Connections that go only where the guard permits, kept open for the next request to the same host."""

import socket
import ssl
from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPException, HTTPResponse, parse_headers
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError
from urllib3.util import Timeout, make_headers, parse_url

from reviewdue.web.deadlines import DeadlineSocket, time_left
from reviewdue.web.guard import ANYWHERE, Guard
from reviewdue.web.proxies import Proxies

# Idle connections are kept to the hosts visited last only. With four to each and 256 at work that stays below
# the 1,024 open files that a process commonly may have.
POOLS = 128
EARLY_HINTS = range(101, 200)
MOST_HINTS = 10


def connect(guard: Guard, host: str, port: int, timeout: float) -> socket.socket:
    """A socket connected to a permitted address of the host.

    Each address gets its share of the time, so that one that swallows packets leaves some for the next.
    Raises OSError from the last attempt, and what the guard raises.
    """
    until = monotonic() + timeout
    addresses = guard.addresses(host, port)
    for ahead in range(len(addresses), 0, -1):
        family, where = addresses[-ahead]
        try:
            return _connect_one(family, where, (time_left(until) or 0) / ahead, until)
        except OSError:
            if ahead == 1:
                raise
    raise OSError(f"{host} has no address")


def _connect_one(family: int, where: tuple[Any, ...], timeout: float, until: float) -> socket.socket:
    sock = DeadlineSocket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(where)
        sock.settimeout(time_left(until))  # the TLS handshake has what connecting left over
    except BaseException:
        sock.close()
        raise
    return sock


class FinalResponse(HTTPResponse):
    """A response whose early hints, which the standard library takes for the answer, are passed over."""

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(MOST_HINTS):
            status: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if status[1] not in EARLY_HINTS:
                return status
            parse_headers(self.fp)
        raise HTTPException("nothing but early hints")


class GuardedConnection(HTTPConnection):
    """A plain connection to a permitted address."""

    response_class = FinalResponse

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _open(self, self._guard)


class GuardedTLSConnection(HTTPSConnection):
    """A TLS connection to a permitted address; the certificate is still that of the host name."""

    response_class = FinalResponse

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _open(self, self._guard)


def _open(connection: HTTPConnection, guard: Guard) -> socket.socket:
    try:
        timeout = connection.timeout
        assert isinstance(timeout, int | float), "every request here has a time-out"  # noqa: S101
        # Not `host`: a trailing dot keeps a name from being looked up in the local search domains.
        return connect(guard, connection._dns_host, connection.port, timeout)
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, "the connection was not made in time") from error


class Connections:
    """Sends requests over urllib3's pools, of which requests' own adapter would double the cost of each.

    What goes through a proxy is judged by its name alone, as the proxy resolves it; the proxy itself is trusted.
    """

    def __init__(self, guard: Guard, context: Callable[[], ssl.SSLContext], proxies: Proxies, *, per_host: int) -> None:
        self._guard = guard
        self._context = context
        self._proxies = proxies
        self._per_host = per_host
        self._direct = self._guarded(PoolManager(num_pools=POOLS, maxsize=per_host), guard)
        self._through: dict[str, PoolManager] = {
            proxy: self._guarded(_proxy_manager(proxy, per_host), Guard(allow_networks=ANYWHERE, resolve=guard.resolve))
            for proxy in proxies.all
        }

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: Timeout
    ) -> BaseHTTPResponse:
        """Send a request and return when the headers are here. Raises what urllib3 and the guard raise."""
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        proxy = self._proxies.proxy_for(scheme, host, parts.port)
        if proxy is not None:
            self._guard.refuse_private_name(host)
        pools = self._direct if proxy is None else self._through[proxy]
        pool = pools.connection_from_host(host, parts.port, scheme)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        if proxy is not None and scheme == "http":
            target, headers = url, {**headers, **_proxy_headers(proxy)}
        return pool.urlopen(
            method, target, body, headers, retries=False, redirect=False, assert_same_host=False, timeout=timeout,
            preload_content=False, decode_content=False,
        )  # fmt: skip

    def close(self) -> None:
        """Close the connections that are kept open."""
        for pools in (self._direct, *self._through.values()):
            pools.clear()

    def _guarded(self, pools: PoolManager, guard: Guard) -> PoolManager:
        """The same with our connections in it: a pool made by calling one of these has the guard already."""
        kinds: dict[str, Callable[..., HTTPConnectionPool]] = {
            "http": partial(_pool, HTTPConnectionPool, GuardedConnection, guard),
            # The context is made for the first pool that needs it: that takes longer than a fetch.
            "https": lambda host, port, **kwargs: _pool(
                HTTPSConnectionPool, GuardedTLSConnection, guard, host, port, **kwargs, ssl_context=self._context()
            ),
        }
        pools.pool_classes_by_scheme = kinds  # type: ignore[assignment]
        return pools


def _pool(
    kind: type[HTTPConnectionPool], connection: type[HTTPConnection], guard: Guard, host: str, port: int, **kwargs: Any
) -> HTTPConnectionPool:
    pool = kind(host, port, **kwargs)
    pool.ConnectionCls = partial(connection, guard=guard)  # type: ignore[assignment, call-arg]
    return pool


def _proxy_manager(proxy: str, per_host: int) -> ProxyManager:
    return ProxyManager(proxy, num_pools=POOLS, maxsize=per_host, proxy_headers=_proxy_headers(proxy))


def _proxy_headers(proxy: str) -> dict[str, str]:
    auth = parse_url(proxy).auth
    return dict(make_headers(proxy_basic_auth=auth)) if auth else {}
