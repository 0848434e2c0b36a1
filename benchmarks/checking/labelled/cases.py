"""What a labelled case is, and the words in which its answers are written down."""

from collections.abc import Callable
from dataclasses import dataclass, field

TEXT = "It says what helps, whom it helps, and what is not known yet. "
HTML = "text/html; charset=utf-8"
# Longer than an error page ever is.
ARTICLE = "".join(f"<p>{TEXT * 4}</p>" for _ in range(10))

TOPICS = (
    "Home,About us,Health A-Z,Living with cancer,Treatments,News and events,Research,Get involved,Donate,Careers,"
    "Contact,Press office,For professionals,Shop,Volunteer,Support groups,Helpline,Order leaflets,Accessibility"
)
MENU = (
    "<header><nav><ul>"
    + "".join(f"<li><a href=#>{topic}</a></li>" for topic in TOPICS.split(","))
    + "</ul></nav></header>"
)
LONGMENU = (
    "<nav>"
    + "".join(f"<ul><li><a href=#>Topic number {n} with a longer name</a></li></ul>" for n in range(80))
    + "</nav>"
)
FOOT = (
    "<footer><p>"
    + "Registered charity. Privacy policy. Cookies. Terms. Accessibility statement. " * 4
    + "</p></footer>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: `nth` counts those for the same path from 1, HEAD not counted; headers have lower-cased names."""

    method: str
    target: str
    headers: dict[str, str]
    nth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The bytes of an answer, and how they are sent: `drip` seconds between two bytes, `pause` before the first.

    `then_close` ends the connection; without it and without bytes the server stays silent.
    """

    data: bytes = b""
    drip: float = 0
    pause: float = 0
    then_close: bool = False


Route = Reply | Callable[[Asked], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An address and the verdict it deserves, in the words of the checker.

    The address is `base` + `path`, where `base` names one of the servers: `http`, `expired`, `wrong_host`,
    `self_signed`, `old_tls`, `plain_as_tls`, `closed`; or it is `url`. `routes` are further paths that it leads to.
    Cases of the same `host` are on one, the others are spread over some.
    """

    name: str
    label: str
    route: Route = field(default_factory=Reply)
    path: str = ""
    base: str = "http"
    url: str = ""
    host: int = 0
    routes: dict[str, Route] = field(default_factory=dict)

    @property
    def is_fine(self) -> bool:
        """Whether a checker that knows fine and broken only should call it fine."""
        return self.label in ("available", "moved")

    @property
    def is_alive(self) -> bool:
        """Whether the page is there, though perhaps not for robots: calling it gone is the worst mistake."""
        return self.label in ("available", "moved", "restricted")

    @property
    def where(self) -> str:
        """The path that is asked for."""
        return self.path or f"/{self.name}"


def answer(status: int = 200, body: bytes = b"", kind: str = HTML, **headers: str) -> Reply:
    """An answer; underscores in the names of headers are dashes. An empty `kind` names none."""
    named = {"content-type": kind} if kind else {}
    named |= {"content-length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return Reply(data=f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body)


def page(
    title: str = "Guidance", heading: str = "", text: str = ARTICLE, *, status: int = 200, **headers: str
) -> Reply:
    """An HTML page."""
    body = f"<!doctype html><title>{title}</title><h1>{heading}</h1>{text}"
    return answer(status, body.encode(), HTML, **headers)


def plain(title: str, body: str, status: int = 200, **headers: str) -> Reply:
    """An HTML page that is nothing but this."""
    return answer(status, f"<!doctype html><head><title>{title}</title></head>{body}".encode(), HTML, **headers)


def site(title: str, main: str, status: int = 200, **headers: str) -> Reply:
    """A page between the menu and the foot of its site."""
    return plain(title, f"{MENU}<main>{main}</main>{FOOT}", status, **headers)


def redirect(to: str, status: int = 302, **headers: str) -> Reply:
    """A redirect."""
    return answer(status, b"", HTML, location=to, **headers)


def raw(data: bytes, **sending: float) -> Reply:
    """These bytes and then the end."""
    return Reply(data=data, then_close=True, **sending)


def once(first: Reply, then: Reply) -> Route:
    """One answer to the first request, another to those after it."""
    return lambda asked: first if asked.nth == 1 else then


def get_only(head: Reply, get: Reply) -> Route:
    """A server whose HEAD lies."""
    return lambda asked: head if asked.method == "HEAD" else get


def where_header(name: str, wanted: str, then: Reply, otherwise: Reply) -> Route:
    """An answer that depends on whether a header of the request holds a word."""
    return lambda asked: then if wanted in asked.headers.get(name, "").lower() else otherwise
