"""Answers that stretch the protocol, and more of what stands in place of a page; labelled before they were asked."""

import gzip

from benchmarks.checking.labelled.cases import ARTICLE, Case, Reply, Route, answer, once, plain, raw, redirect, site

GUIDE = site("Guideline", "<h1>Guideline</h1>" + ARTICLE)

MISSING: dict[str, Route] = {
    "s3-nosuchkey": answer(404, b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', "application/xml"),
    "json-err": answer(
        200, b'{"error":"not_found","message":"The requested resource was not found"}', "application/json"
    ),
    "suspended": plain(
        "Account Suspended",
        "<h1>Account Suspended</h1><p>This account has been suspended. Contact your hosting provider.</p>",
    ),
    "removed-by-author": site("Example Journal", "<h1>This article has been removed</h1><p>Sorry.</p>"),
    "404-big-site": site(
        "404 | NHS Example Trust",
        "<h1>404 error</h1><p>The page you asked for is not available. Use the menu to find what you need.</p>",
    ),
    "cant-find-welsh": site("Heb ddod o hyd i'r dudalen", "<h1>Heb ddod o hyd i'r dudalen</h1>"),
    "irish": site("Níor aimsíodh an leathanach", "<h1>Níor aimsíodh an leathanach</h1>"),
    "notfound-aspx": redirect("/NotFound.aspx?url=/leaflet.aspx", 302),
    "err-query": redirect("/?error=404", 302),
    "page-404-slug": redirect("/404-page/", 301),
    "sorry-slug": redirect("/page-cannot-be-found", 302),
}
READABLE: dict[str, Route] = {
    "early-hints": Reply(data=b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n" + GUIDE.data),
    "processing-102": Reply(data=b"HTTP/1.1 102 Processing\r\n\r\n" + GUIDE.data),
    "continue-100": Reply(data=b"HTTP/1.1 100 Continue\r\n\r\n" + GUIDE.data),
    "status-204": answer(204, b"", ""),
    "status-205": answer(205),
    "no-space-reason": raw(b"HTTP/1.1 200\r\ncontent-type: text/html\r\n\r\n<title>Guide</title>" + ARTICLE.encode()),
    "bad-header-line": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nthis is no header\r\n\r\n<title>Guide</title>"
        + ARTICLE.encode()
    ),
    "folded-header": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nx-long: a\r\n b\r\n\r\n<title>Guide</title>" + ARTICLE.encode()
    ),
    "latin-header": raw(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nx-name: Größe\r\n\r\n<title>Guide</title>".encode()
        + ARTICLE.encode()
    ),
    "trailing-garbage": Reply(data=GUIDE.data + b"garbage garbage"),
    "charset-quoted": answer(200, b"<title>Guide</title>" + ARTICLE.encode(), 'text/html; charset="utf8"'),
    "gzip-said-br": answer(200, gzip.compress(b"<title>Guide</title>" + ARTICLE.encode()), content_encoding="br"),
    "unknown-encoding": answer(200, b"<title>Guide</title>" + ARTICLE.encode(), content_encoding="x-foo"),
    "encoding-utf8": answer(200, b"<title>Guide</title>" + ARTICLE.encode(), content_encoding="UTF-8"),
    "negative-length": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: -1\r\n\r\n<title>Guide</title>"
        + ARTICLE.encode()
    ),
    "chunk-ext": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: "
        b"chunked\r\n\r\n14;name=v\r\n<title>Guide</title>\r\n0\r\nx-trailer: 1\r\n\r\n"
    ),
    "slow-3s": Reply(data=GUIDE.data, pause=3),
    "rel-query": redirect("?view=full", 302),
    "loc-upper": Reply(data=b"HTTP/1.1 302 Found\r\nLOCATION: /lu-target\r\ncontent-length: 0\r\n\r\n"),
    "302-with-body": Reply(
        data=b"HTTP/1.1 302 Found\r\nlocation: /wb-target\r\ncontent-length: 13\r\n\r\n<h1>Moved</h1"
    ),
    "dir-listing": plain(
        "Index of /files/leaflets", "<h1>Index of /files/leaflets</h1><pre><a href=a.pdf>a.pdf</a></pre>"
    ),
    "docx": answer(
        200, b"PK\x03\x04" + bytes(900), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    "rss": answer(
        200, b"<?xml version='1.0'?><rss><channel><title>News</title></channel></rss>", "application/rss+xml"
    ),
    "svg": answer(200, b"<svg xmlns='http://www.w3.org/2000/svg'><title>Error bars</title></svg>", "image/svg+xml"),
    "retry-past": once(answer(503, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"), GUIDE),
    "title-not-available": site(
        "Treatments not available on the NHS", "<h1>Treatments not available on the NHS</h1>" + ARTICLE
    ),
    "title-maint": site("Site maintenance of central lines", "<h1>Site maintenance of central lines</h1>" + ARTICLE),
    "title-gone-wrong": site("When things go wrong", "<h1>Something went wrong with my care</h1>" + ARTICLE),
    "title-blocked": site("Blocked tear duct", "<h1>Blocked</h1>" + ARTICLE),
    "title-error": site("Error", "<h1>Medication error: how we learn</h1>" + ARTICLE),
    "title-wait": site("Please wait here", "<h1>Please wait here: waiting rooms and anxiety</h1>" + ARTICLE),
    "short-404-room": site(
        "Ward 404", "<h1>Ward 404</h1><p>Ward 404 is on the fourth floor. Visiting is from two to eight.</p>"
    ),
    "domain-word": site(
        "Is this domain for sale? Buying a web name for your practice", "<h1>Buying a web name</h1>" + ARTICLE
    ),
    "members-box": site(
        "Guideline on pain", "<h1>Guideline on pain</h1>" + ARTICLE + "<div>Members only: log in for the toolkit.</div>"
    ),
    "gated-footer": site(
        "About us",
        "<h1>About us</h1><p>We are a charity that helps families of people with cancer, and have done so since "
        "1951.</p><p>For healthcare professionals</p>",
    ),
    "verify-email": site(
        "Confirm your email",
        "<h1>Thank you</h1><p>Please verify you have received our letter of welcome, and call us with any question "
        "that you may have.</p>",
    ),
    "js-menu-redirect": site("Guide", "<script>if(top!=self){top.location='/'}</script><h1>Guide</h1>" + ARTICLE),
}
MOVED: dict[str, Route] = {
    "loc-spaces": redirect("  /ls-target  ", 301),
    "loc-space-in": redirect("/ls target.html", 301),
}
GATED: dict[str, Route] = {
    "s3-denied": answer(403, b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "application/xml"),
    "cf-1020": plain(
        "Access denied | www.example.org used Cloudflare to restrict access",
        "<h1>Error 1020</h1><p>Access denied</p>",
        403,
    ),
    "cf-1015": plain("Rate Limited", "<h1>Error 1015</h1><p>You are being rate limited</p>", 429),
    "ms-login": plain("Sign in to your account", "<form><input type=password></form>"),
    "gdoc": plain(
        "Google Docs: you need access",
        "<h1>You need access</h1><p>Ask for access, or switch to an account with access.</p>",
    ),
    "fb": plain("Log into Examplebook", "<h1>You must log in to continue</h1><form><input type=password></form>"),
    "sd-problem": plain(
        "ScienceExample",
        "<h1>There was a problem providing the content you requested</h1><p>Reference number: 8a. IP address: "
        "1.2.3.4</p>",
        403,
    ),
    "status-421": answer(421),
    "401-basic": answer(401, b"", www_authenticate='Basic realm="x"'),
    "consent-redirect": redirect("/consent?continue=%2Fguideline", 302),
    "age-gate": site(
        "Age verification", "<h1>Please verify your age</h1><p>You must be 18 or over to enter this site.</p>"
    ),
    "queue": plain(
        "You are now in line", "<h1>You are now in line</h1><p>Waiting room. Your estimated wait time is 4 minutes.</p>"
    ),
}
UNWELL: dict[str, Route] = {
    "509": answer(509, b"Bandwidth Limit Exceeded"),
    "title-500-200": plain("500 Internal Server Error", "<h1>Internal Server Error</h1>"),
    "cold-fusion": plain(
        "Error Occurred While Processing Request",
        "<h1>Error Occurred While Processing Request</h1><p>Element is undefined.</p>",
        500,
    ),
    "php-200": plain(
        "",
        "<b>Warning</b>: mysqli_connect(): (HY000/2002): Connection refused in <b>/var/www/db.php</b> on line <b>7</b>",
    ),
    "503-empty": answer(503),
    "sql-200": plain("Error", "<h1>Error establishing a database connection</h1>"),
}
BESIDE: dict[str, Route] = {
    "/NotFound.aspx?url=/leaflet.aspx": site("Example", "<h1>Oh dear</h1>"),
    "/404-page/": site("Example", "<h1>Oh dear</h1>"),
    "/page-cannot-be-found": site("Example", "<h1>Oh dear</h1>"),
    "/oddities-rel-query?view=full": GUIDE,
    "/lu-target": GUIDE,
    "/wb-target": GUIDE,
    "/ls-target": GUIDE,
    "/ls%20target.html": GUIDE,
    "/en-gb/": site("Example", "<h1>Welcome</h1>" + ARTICLE),
    "/consent?continue=%2Fguideline": site(
        "Before you continue", "<h1>Before you continue</h1><p>We use cookies and data.</p><button>Accept all</button>"
    ),
}

ODDITIES = (
    *(Case(name=f"oddities-{name}", label="not_found", route=route) for name, route in MISSING.items()),
    Case(name="oddities-wp-p-home", label="not_found", path="/?p=4711", route=redirect("/", 301)),
    *(Case(name=f"oddities-{name}", label="available", route=route) for name, route in READABLE.items()),
    Case(
        name="oddities-spa-fragment",
        label="available",
        path="/spa-fragment#!/guideline/7",
        route=plain("Guidelines", "<div id=app></div><script src=a.js></script>"),
    ),
    Case(name="oddities-query-page", label="available", path="/?page_id=212", route=GUIDE),
    *(Case(name=f"oddities-{name}", label="moved", route=route) for name, route in MOVED.items()),
    Case(name="oddities-front-to-front", label="moved", path="/index.html", route=redirect("/en-gb/", 301)),
    *(Case(name=f"oddities-{name}", label="restricted", route=route) for name, route in GATED.items()),
    *(Case(name=f"oddities-{name}", label="unreachable", route=route) for name, route in UNWELL.items()),
    Case(name="beside-oddities", label="available", route=GUIDE, routes=BESIDE),
)
