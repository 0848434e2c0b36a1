"""Living pages that look as if they were not: a subject, a banner, a widget or an odd answer speaks of what is lost."""

import gzip

from benchmarks.checking.labelled.cases import (
    ARTICLE,
    Case,
    Route,
    answer,
    get_only,
    once,
    plain,
    raw,
    redirect,
    site,
)

READABLE: dict[str, Route] = {
    "spa-shell": plain("Breast cancer guideline", '<div id="root"></div><script src="/main.js"></script>'),
    "spa-loading": plain("Example Guidelines", '<div id="app"><p>Loading…</p></div><script src="/app.js"></script>'),
    "article-about-404": site(
        "What 404 errors mean for patients",
        "<h1>What 404 errors mean for patients</h1>"
        + ARTICLE
        + "<p>When a page is not found, tell the site's owner.</p>",
    ),
    "article-removal": site(
        "When your ovaries have been removed", "<h1>When your ovaries have been removed</h1>" + ARTICLE
    ),
    "article-gone": site("Where has my doctor gone?", "<h1>Where has my doctor gone?</h1>" + ARTICLE),
    "missing-title": site("Missing teeth", "<h1>Missing teeth</h1><p>What to do if a tooth is missing.</p>"),
    "not-found-gene": site("Gene not found in families", "<h1>Gene not found in families: what next</h1>" + ARTICLE),
    "error-in-comments": site(
        "Guideline comments",
        "<h1>Guideline</h1>"
        + ARTICLE
        + "<h2>Comments</h2><p>The page you are looking for cannot be found is all I saw yesterday.</p>",
    ),
    "broken-widget": site(
        "Radiotherapy",
        "<h1>Radiotherapy</h1>" + ARTICLE + "<div class=widget>Sorry, this content is not available.</div>",
    ),
    "video-unavail": site(
        "Exercises after surgery",
        "<h1>Exercises after surgery</h1><p>Watch the video.</p><div>This video is unavailable.</div>" + ARTICLE[:800],
    ),
    "short-video-unavail": site(
        "Exercises after surgery",
        "<h1>Exercises after surgery</h1><p>Lift your arm three times a day and rest between.</p><div>This video is "
        "not available in your country.</div>",
    ),
    "cookie-dialog": site(
        "Lymphoedema",
        "<div role=dialog><h2>Cookies on this site</h2><p>You must enable cookies to use all features. Accept all "
        "cookies.</p></div><h1>Lymphoedema</h1>" + ARTICLE,
    ),
    "short-cookie-note": site(
        "Opening times",
        "<h1>Opening times</h1><p>Monday to Friday, nine to five.</p><p>Please enable cookies to save your "
        "preferences.</p>",
    ),
    "login-menu": site(
        "Guideline on pain",
        "<form><label>Log in</label><input name=u><input type=password name=p></form><h1>Guideline on pain</h1>"
        + ARTICLE,
    ),
    "short-login-menu": site(
        "Guideline on pain",
        "<form><label>Log in</label><input name=u><input type=password name=p></form><h1>Guideline on pain</h1><p>Our "
        "guideline on pain was published in 2021 and can be ordered from us by post or read here.</p>",
    ),
    "abstract-paywalled": site(
        "Effect of diet on lumps | Journal of Lumps",
        "<h1>Effect of diet on lumps</h1><h2>Abstract</h2>"
        + ARTICLE[:900]
        + "<h2>Get access to the full version of this article</h2><p>Log in or subscribe to read on.</p>",
    ),
    "maintenance-article": site("Maintenance treatment after chemotherapy", "<h1>Maintenance treatment</h1>" + ARTICLE),
    "access-article": site("Access to this page of history", "<h1>Access to records</h1>" + ARTICLE),
    "capt": site("Captcha and people with low vision", "<h1>Captcha and people with low vision</h1>" + ARTICLE),
    "wrong-type-octet": answer(
        200, b"<!doctype html><title>Guideline</title>" + ARTICLE.encode(), "application/octet-stream"
    ),
    "pdf-as-html": answer(200, b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 20, "text/html"),
    "pdf-download": answer(
        200,
        b"%PDF-1.4\n" + bytes(range(256)) * 200,
        "application/octet-stream",
        content_disposition="attachment; filename=a.pdf",
    ),
    "xml": answer(200, b'<?xml version="1.0"?><article><title>Lumps</title></article>', "application/xml"),
    "epub": answer(200, b"PK\x03\x04" + bytes(400), "application/epub+zip"),
    "double-gzip": answer(
        200, gzip.compress(gzip.compress(b"<title>Guide</title>" + ARTICLE.encode())), content_encoding="gzip"
    ),
    "gzip-cut": answer(200, gzip.compress(b"<title>Guide</title>" + ARTICLE.encode())[:-30], content_encoding="gzip"),
    "x-gzip": answer(200, gzip.compress(b"<title>Guide</title>" + ARTICLE.encode()), content_encoding="x-gzip"),
    "gzip-identity": answer(200, b"<title>Guide</title>" + ARTICLE.encode(), content_encoding="identity"),
    "utf8-as-latin": answer(
        200, "<title>Größe und Prävention</title>".encode() + ARTICLE.encode(), "text/html; charset=iso-8859-1"
    ),
    "chunked-bad-end": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n1f40\r\n"
        + b"<title>Guide</title>"
        + ARTICLE.encode()
    ),
    "lf-only": raw(
        b"HTTP/1.1 200 OK\ncontent-type: text/html\nconnection: close\n\n<title>Guide</title>" + ARTICLE.encode()
    ),
    "http10-keep": raw(b"HTTP/1.0 200 OK\r\nserver: old\r\n\r\n<html><title>Guide</title>" + ARTICLE.encode()),
    "too-short-length": raw(
        (
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: "
            b"40\r\nconnection: close\r\n\r\n<html><title>Guide</title>"
        )
        + ARTICLE.encode()
    ),
    "dup-length": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: "
        b"20\r\ncontent-length: 20\r\nconnection: close\r\n\r\n<title>Guide</title>"
    ),
    "head-410": get_only(answer(410), site("Guideline", "<h1>Guideline</h1>" + ARTICLE)),
    "head-501": get_only(answer(501), site("Guideline", "<h1>Guideline</h1>" + ARTICLE)),
    "flap-504": once(answer(504), site("Guideline", "<h1>Guideline</h1>" + ARTICLE)),
    "flap-reset": once(raw(b"HTTP/1.1 2"), site("Guideline", "<h1>Guideline</h1>" + ARTICLE)),
    "retry-2s": once(answer(503, retry_after="2"), site("Guideline", "<h1>Guideline</h1>" + ARTICLE)),
    "js-redirect": plain("Redirecting", '<p>You are being redirected.</p><script>location.href="/js-target"</script>'),
    "meta-slow": plain("Guideline", '<meta http-equiv="refresh" content="600;url=/"><h1>Guideline</h1>' + ARTICLE),
    "meta-upper": plain("Moved", '<META HTTP-EQUIV="Refresh" CONTENT="0; URL=/mu-target"><p>This page has moved</p>'),
    "empty-title": plain("", ARTICLE),
    "frameset": answer(
        200,
        (
            b'<html><head><title>Guide</title></head><frameset cols="20%,80%"><frame '
            b'src="a.html"><frame src="b.html"></frameset></html>'
        ),
    ),
    "withdrawn-page": site(
        "[Withdrawn] Guidance",
        "<h1>[Withdrawn] Guidance</h1><p>This guidance was withdrawn on 1 May 2022.</p>" + ARTICLE,
    ),
    "page-been-archived": site(
        "Guidance", "<h1>Guidance</h1><p>This page has been archived and is no longer updated.</p>" + ARTICLE
    ),
    "short-archived": site(
        "Guidance on masks",
        "<h1>Guidance on masks</h1><p>This publication was withdrawn on 3 May 2022.</p><p>Wear a mask on the ward.</p>",
    ),
    "this-link-broken": site(
        "Report a broken link",
        "<h1>Report a broken link</h1><p>Tell us the address of the page that could not be found.</p>",
    ),
    "contact-form": site(
        "Contact us", "<h1>Contact us</h1><p>Sorry you could not find what you were looking for. Write to us.</p>"
    ),
    "status-226": site("Guide", "<h1>Guide</h1>" + ARTICLE, status=226),
    "search-none": site(
        "Breast awareness leaflet",
        "<h1>Breast awareness leaflet</h1><p>Order this leaflet.</p><p>No related pages were found.</p>",
    ),
    "noscript-msg": plain(
        "Guideline viewer",
        "<noscript>Please enable JavaScript to view the guideline.</noscript><div id=viewer></div><script "
        "src=v.js></script>",
    ),
}

MOVED: dict[str, Route] = {
    "moved-slash": redirect("/moved-slash/", 301),
    "moved-308-q": redirect("/article?id=7", 308),
    "moved-case": redirect("/Moved-Case", 301),
}

BESIDE: dict[str, Route] = {
    "/guidelines/breast/": site("Breast guidelines", "<h1>Breast guidelines</h1>" + ARTICLE),
    "/js-target": site("Guide", "<h1>Guide</h1>" + ARTICLE),
    "/mu-target": site("Guide", "<h1>Guide</h1>" + ARTICLE),
    "/info/secondary-breast-cancer": site("Secondary breast cancer", "<h1>Secondary breast cancer</h1>" + ARTICLE),
    "/moved-slash/": site("Guide", "<h1>Guide</h1>" + ARTICLE),
    "/article?id=7": site("Guide", "<h1>Guide</h1>" + ARTICLE),
    "/Moved-Case": site("Guide", "<h1>Guide</h1>" + ARTICLE),
}

LIVING = (
    *(Case(name=f"living-{name}", label="available", route=route) for name, route in READABLE.items()),
    *(Case(name=f"living-{name}", label="moved", route=route) for name, route in MOVED.items()),
    Case(
        name="living-frag-missing",
        label="available",
        path="/frag-missing#section-that-vanished",
        route=site("Guideline", "<h1 id=top>Guideline</h1>" + ARTICLE),
    ),
    Case(
        name="living-redir-hub",
        label="available",
        path="/guidelines/breast/2018/early",
        route=redirect("/guidelines/breast/", 302),
    ),
    Case(
        name="living-root-alive",
        label="available",
        path="/?lang=en",
        route=site("Example Hospital", "<h1>Welcome</h1>" + ARTICLE),
    ),
    Case(
        name="living-login-topic",
        label="available",
        path="/signs-in-cancer",
        route=site("Sign in to your body: signs of cancer", "<h1>Signs of cancer</h1>" + ARTICLE),
    ),
    Case(
        name="living-long-url",
        label="available",
        path="/long/" + "a" * 1800,
        route=site("Guide", "<h1>Guide</h1>" + ARTICLE),
    ),
    Case(
        name="living-idn-path",
        label="available",
        path="/früh/erkennung-über-50",
        route=site("Leitlinie", "<h1>Früherkennung</h1>" + ARTICLE),
    ),
    Case(
        name="living-percent", label="available", path="/100%25/guide", route=site("Guide", "<h1>Guide</h1>" + ARTICLE)
    ),
    Case(
        name="living-moved-cms",
        label="moved",
        path="/information/secondary-breast-cancer.aspx",
        route=redirect("/info/secondary-breast-cancer", 301),
    ),
    Case(name="beside-living", label="available", route=site("Welcome", "<h1>Welcome</h1>" + ARTICLE), routes=BESIDE),
)
