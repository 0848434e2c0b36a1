"""The start of a response's body, never more of it than asked for, however it is compressed."""

import zlib
from collections.abc import Callable
from typing import Protocol

from urllib3.exceptions import ProtocolError

CHUNK = 16 * 1024
# What can be decompressed a bounded piece at a time; nothing else is asked for.
ACCEPT_ENCODING = "gzip, deflate"


class Raw(Protocol):
    """What is read of urllib3's response."""

    def read1(self, amt: int, decode_content: bool) -> bytes: ...


def read_start(raw: Raw, encoding: str, limit: int) -> tuple[bytes, bool]:
    """At most `limit` bytes of the decoded body, from at most about as many on the wire, and whether that is all.

    A body in an encoding nobody asked for, or one that does not decode or breaks off, is not all.
    Raises what urllib3 raises when time runs out.
    """
    decode = _decoder(encoding)
    body, seen = bytearray(), 0
    try:
        while chunk := raw.read1(min(CHUNK, limit + 1 - seen), False):
            seen += len(chunk)
            body += decode(chunk, limit + 1 - len(body))
            if len(body) > limit or seen > limit:
                return bytes(body[:limit]), False
    except (zlib.error, UnknownEncoding, ProtocolError):
        return bytes(body), False
    return bytes(body), True


def copy_body(raw: Raw, encoding: str, limit: int, write: Callable[[bytes], object]) -> bool:
    """Write at most `limit` bytes of the decoded body as they arrive; whether that is all, as in `read_start`."""
    decode = _decoder(encoding)
    written = 0
    try:
        while chunk := raw.read1(CHUNK, False):
            piece = decode(chunk, limit + 1 - written)
            written += len(piece)
            if written > limit:
                return False
            write(piece)
    except (zlib.error, UnknownEncoding, ProtocolError):
        return False
    return True


class UnknownEncoding(Exception):
    """The body is in an encoding that was not asked for."""


def _decoder(encoding: str) -> Callable[[bytes, int], bytes]:
    match encoding.strip().lower():
        case "" | "identity" | "none":
            return lambda chunk, room: chunk[:room]
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress
        case "deflate":
            return _Deflate().decompress
        case _:
            return _refuse


class _Deflate:
    """`deflate` with the zlib header of the standard, or without it as some servers send it."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj()
        self._started = False

    def decompress(self, chunk: bytes, room: int) -> bytes:
        try:
            decoded = self._inner.decompress(chunk, room)
        except zlib.error:
            if self._started:
                raise
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
            decoded = self._inner.decompress(chunk, room)
        self._started = True
        return decoded


def _refuse(chunk: bytes, room: int) -> bytes:
    raise UnknownEncoding
