"""Pages that can be read, however oddly they are served: available, or moved where the first hop is permanent."""

import gzip
import zlib

from benchmarks.checking.labelled.cases import (
    ARTICLE,
    Asked,
    Case,
    Reply,
    Route,
    answer,
    get_only,
    once,
    page,
    raw,
    redirect,
    where_header,
)

GUIDE = page("Guideline", "Guideline")
HTML = b"<!doctype html><title>Guideline</title>" + ARTICLE.encode()
LATIN = "<!doctype html><title>Prävention und Früherkennung</title>".encode("latin-1")
SHELL = "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script src=/a></script>"
CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (
    len(HTML),
    HTML,
)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _cookie_first(asked: Asked) -> Reply:
    if "seen=1" in asked.headers.get("cookie", ""):
        return GUIDE
    return redirect("/cookie-first", set_cookie="seen=1; Path=/")


def _sign_in_on_the_way(asked: Asked) -> Reply:
    if "sso=done" in asked.headers.get("cookie", ""):
        return GUIDE
    return redirect("/idp/authorize?client=journal")


def _chain(number: int, first: int) -> dict[str, Route]:
    steps: dict[str, Route] = {
        f"/chain-{first}-{step}": redirect(f"/chain-{first}-{step + 1}") for step in range(number)
    }
    return steps | {f"/chain-{first}-{number}": GUIDE}


AVAILABLE: dict[str, Route] = {
    "page": GUIDE,
    "plain-text": answer(200, b"Summary of the evidence. " * 30, "text/plain"),
    "pdf": answer(200, b"%PDF-1.7\n" + bytes(range(256)) * 40, "application/pdf"),
    "json": answer(200, b'{"guideline": "NG0", "status": "published"}', "application/json"),
    "image": answer(200, b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png"),
    "empty": answer(200),
    "no-content-type": answer(200, HTML, ""),
    "status-203": page(status=203),
    "status-206": page(status=206),
    "status-300": page(status=300),
    "http-1-0": raw(b"HTTP/1.0 200 OK\r\ncontent-type: text/html\r\n\r\n" + HTML),
    "no-length": raw(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/html\r\n\r\n" + HTML),
    "no-reason": Reply(data=b"HTTP/1.1 200\r\ncontent-length: 4\r\n\r\npage"),
    "chunked": Reply(data=CHUNKED),
    "body-breaks-off": raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 90000\r\n\r\n" + HTML),
    "gzip": answer(200, gzip.compress(HTML), content_encoding="gzip"),
    "deflate": answer(200, zlib.compress(HTML), content_encoding="deflate"),
    "raw-deflate": answer(200, _raw_deflate(HTML), content_encoding="deflate"),
    "not-really-gzip": answer(200, HTML, content_encoding="gzip"),
    "unasked-brotli": answer(200, b"\x0b\x02\x80page\x03", content_encoding="br"),
    "gzip-bomb": answer(200, gzip.compress(bytes(30_000_000)), content_encoding="gzip"),
    "huge-page": answer(200, HTML + b"<p>more</p>" * 300_000),
    "huge-header": page(x_policy="a" * 12_000),
    "wrong-charset": answer(200, LATIN + ARTICLE.encode(), "text/html; charset=utf-8"),
    "unknown-charset": answer(200, LATIN + ARTICLE.encode(), "text/html; charset=x-none"),
    "utf-16": answer(200, "\ufeff<title>Guideline</title>".encode("utf-16-le")),
    "slow-to-begin": Reply(data=GUIDE.data, pause=1.5),
    "head-405": get_only(answer(405), GUIDE),
    "head-404": get_only(answer(404), GUIDE),
    "head-403": get_only(answer(403), GUIDE),
    "head-500": get_only(answer(500), GUIDE),
    "head-hangs": get_only(Reply(), GUIDE),
    "wants-html-accepted": where_header("accept", "text/html", GUIDE, answer(406)),
    "refuses-link-agents": where_header("user-agent", "link", answer(403), GUIDE),
    "wants-an-agent": where_header("user-agent", "/", GUIDE, answer(400)),
    "500-once": once(answer(500), GUIDE),
    "502-once": once(answer(502), GUIDE),
    "503-once": once(answer(503, retry_after="1"), GUIDE),
    "429-once": once(answer(429, retry_after="1"), GUIDE),
    "closes-once": once(raw(b""), GUIDE),
    "cookie-first": _cookie_first,
    "title-http-404": page("HTTP 404 - Encyclopaedia", "HTTP 404"),
    "title-404-steel": page("Type 404 steel in implants", "Type 404 steel"),
    "about-error-pages": page("How to handle page not found errors", "Page not found: what to do"),
    "not-found-in-study": page("Benefit of screening not found in trial", "Benefit of screening not found in trial"),
    "about-access": page("Access denied: how people without papers miss out", "Access denied: people without papers"),
    "maintenance-therapy": page("Maintenance chemotherapy", "Maintenance chemotherapy"),
    "blocked-nose": page("Blocked nose", "Blocked nose"),
    "short-page": page("Contact", "Contact", "<p>Write to us.</p>"),
    "sign-in-box": page("Guideline", "Guideline", "<form><input type=password name=p></form>" + ARTICLE),
    "captcha-in-form": page("Ask us", "Ask us", ARTICLE + "<p>Complete the captcha.</p><div class=g-recaptcha></div>"),
    "error-in-script": page("Guideline", "", "<script>var m = '<h1>Page not found</h1>'</script>" + ARTICLE),
    "script-shell": page("Guideline", "", SHELL),
    "cookie-banner": page("Guideline", "Guideline", "<div>We use cookies. Accept all</div>" + ARTICLE),
    "refresh-itself": page("Guideline", "", '<meta http-equiv=refresh content="300">' + ARTICLE),
    "status-302": redirect("/page"),
    "status-303": redirect("/page", 303),
    "status-307": redirect("/page", 307),
    "relative-location": redirect("page", 302),
    "location-in-utf8": redirect("/größe", 302),
    "sign-in-on-the-way": _sign_in_on_the_way,
    "five-redirects": redirect("/chain-1-0"),
    "subject-errors": redirect("/medication/errors"),
    "authors": redirect("/authors/team"),
    "meta-refresh": page("Moved", "", '<meta http-equiv=refresh content="0; url=/page">'),
}
MOVED: dict[str, Route] = {
    "status-301": redirect("/page", 301),
    "status-308": redirect("/page", 308),
    "301-then-302": redirect("/status-302", 301),
    "three-301": redirect("/three-301-b", 301),
}
ROUTES: dict[str, Route] = {
    "/idp/authorize?client=journal": redirect("/sign-in-on-the-way", set_cookie="sso=done; Path=/"),
    "/gr%C3%B6%C3%9Fe": GUIDE,
    "/three-301-b": redirect("/status-301", 301),
    "/medication/errors": page("Medication errors", "Medication errors"),
    "/authors/team": page("Authors", "Our authors"),
    **_chain(5, 1),
}
ADDRESSES = {
    "fragment": "/page#recommendations",
    "space-in-path": "/guide line.html",
    "letters-in-path": "/prävention/größe",
    "encoded-path": "/pr%C3%A4vention/a%2Fb",
    "brackets-in-path": "/S0140-6736(05)67887-9/fulltext",
    "long-query": "/search?" + "&".join(f"key{number}=value" for number in range(60)),
    "double-slash": "/a//b",
    "odd-signs": "/a;jsessionid=1~b,c=d@e!$&'*+",
}

READABLE = (
    *(Case(name=name, label="available", route=route) for name, route in AVAILABLE.items()),
    *(Case(name=name, label="moved", route=route) for name, route in MOVED.items()),
    *(Case(name=name, label="available", path=path, route=GUIDE) for name, path in ADDRESSES.items()),
    Case(name="more-routes", label="available", route=GUIDE, routes=ROUTES),
    Case(name="full-stop-at-end", label="available", path="/leaflet/7.", route=answer(404),
         routes={"/leaflet/7": GUIDE}),
    Case(name="bracket-at-end", label="available", path="/leaflet/8).", route=answer(404),
         routes={"/leaflet/8": GUIDE}),
    Case(name="front-page-meant", label="available", path="/?utm_source=letter", route=redirect("/en/"),
         routes={"/en/": page("Example Health", "Welcome")}),
)  # fmt: skip
