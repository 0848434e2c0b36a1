"""Pages that are not there, as content systems and lapsed names have it: title, heading and menus around a sentence."""

from benchmarks.checking.labelled.cases import ARTICLE, FOOT, LONGMENU, MENU, Case, Route, answer, plain, redirect, site

MISSING: dict[str, Route] = {
    "wp-theme": site(
        "Page not found &#8211; Example Trust",
        "<h1>Oops! That page can&rsquo;t be found.</h1><p>It looks like nothing was found at this location. Maybe try "
        "a search?</p><form><input type=search></form>",
    ),
    "next-404": plain(
        "404: This page could not be found", "<div id=__next><h1>404</h1><h2>This page could not be found.</h2></div>"
    ),
    "squarespace": site(
        "Example Clinic",
        "<p>We couldn't find the page you were looking for. This is either because:</p><ul><li>There is an error in "
        "the URL entered into your web browser.</li><li>The page you are looking for has been moved or "
        "deleted.</li></ul>",
    ),
    "govuk-like": site(
        "Page not found - GOV.EXAMPLE",
        "<h1>Page not found</h1><p>If you typed the web address, check it is correct.</p><p>If you pasted the web "
        "address, check you copied the entire address.</p>",
    ),
    "sharepoint": plain(
        "Error",
        "<h1>Sorry, something went wrong</h1><p>The page you're looking for doesn't exist.</p><p>Check for a typo in "
        "the URL, or go to the site home.</p>",
    ),
    "long-menu-soft": plain(
        "Example Hospital",
        LONGMENU
        + (
            "<main><h1>Sorry</h1><p>Unfortunately the page you have requested "
            "could not be found on our website.</p></main>"
        )
        + LONGMENU,
    ),
    "drupal": site(
        "Page not found | Example Society",
        '<h1>Page not found</h1><p>The requested page "/guideline/7" could not be found.</p>',
    ),
    "dspace": site(
        "Example Repository",
        "<h1>Page not found</h1><p>We can't find the page you're looking for. Perhaps you can return to the home "
        "page.</p>",
    ),
    "tomcat-200": plain(
        "HTTP Status 404 – Not Found",
        "<h1>HTTP Status 404 – Not Found</h1><hr><p><b>Type</b> Status Report</p><p><b>Description</b> The origin "
        "server did not find a current representation for the target resource or is not willing to disclose that one "
        "exists.</p>",
    ),
    "apache-object": plain(
        "Object not found!",
        "<h1>Object not found!</h1><p>The requested URL was not found on this server. If you entered the URL manually "
        "please check your spelling and try again.</p><h2>Error 404</h2>",
    ),
    "iis-long": plain(
        "404 - File or directory not found.",
        "<h1>Server Error</h1><h2>404 - File or directory not found.</h2><h3>The resource you are looking for might "
        "have been removed, had its name changed, or is temporarily unavailable.</h3>",
    ),
    "content-removed": site(
        "Content no longer available",
        "<h1>Content no longer available</h1><p>This page has been removed from our website.</p>",
    ),
    "moved-no-more": site(
        "Example Health", "<h1>This page has been retired</h1><p>The page you're looking for is no longer here.</p>"
    ),
    "doc-not-available": site(
        "Document not available", "<h1>Document not available</h1><p>The document you requested is not available.</p>"
    ),
    "no-results": plain(
        "Guideline not found", "<h1>Guideline not found</h1><p>We could not find a guideline with that number.</p>"
    ),
    "json-404": answer(200, b'{"statusCode":404,"message":"Not Found","error":"No such page"}', "application/json"),
    "german-cms": site(
        "Beispielklinik",
        "<h1>Seite nicht gefunden</h1><p>Die von Ihnen angeforderte Seite konnte leider nicht gefunden werden. Bitte "
        "nutzen Sie die Suche.</p>",
    ),
    "german-typo3": plain(
        "Fehler 404",
        "<h1>Fehler 404 – Diese Seite existiert nicht (mehr)</h1><p>Leider wurde die Seite verschoben oder "
        "gelöscht.</p>",
    ),
    "french-soft": site(
        "Erreur 404", "<h1>Oups… cette page n’existe pas ou plus</h1><p>La page que vous cherchez est introuvable.</p>"
    ),
    "french-gov": site("Page introuvable - Ministère", "<h1>La page demandée est introuvable</h1>"),
    "spanish-soft": site(
        "Hospital de Ejemplo",
        "<h1>¡Vaya! No encontramos la página que buscas</h1><p>Es posible que haya cambiado de dirección.</p>",
    ),
    "italian-soft": site("Ospedale", "<h1>Spiacenti, la pagina richiesta non è disponibile</h1>"),
    "dutch-soft": site(
        "Voorbeeld", "<h1>Deze pagina bestaat niet (meer)</h1><p>De pagina die u zoekt is verplaatst of verwijderd.</p>"
    ),
    "portuguese-soft": site("Exemplo", "<h1>Ops! Não encontramos a página que você procura</h1>"),
    "polish-soft": site("Przykład", "<h1>Błąd 404</h1><p>Strona, której szukasz, nie istnieje.</p>"),
    "swedish-soft": site("Exempel", "<h1>Vi kan tyvärr inte hitta sidan du söker</h1>"),
    "danish-soft": site("Eksempel", "<h1>Vi kan desværre ikke finde siden</h1>"),
    "czech-soft": site(
        "Příklad", "<h1>Stránka nebyla nalezena</h1><p>Omlouváme se, ale požadovaná stránka neexistuje.</p>"
    ),
    "japanese-soft": plain(
        "エラー", "<h1>お探しのページは見つかりませんでした</h1><p>ページが移動または削除された可能性があります。</p>"
    ),
    "oops-gone": site(
        "Oops", "<h1>Oops! We seem to have lost that page</h1><p>Sorry, the page you're after isn't here.</p>"
    ),
    "error-404-in-h1": site(
        "Example Journal", "<h1>Error 404</h1><p>Sorry, but the page you are trying to view does not exist.</p>"
    ),
    "we-re-sorry": plain(
        "We're sorry",
        MENU
        + (
            "<h1>We're sorry</h1><p>The page you were looking for can't be "
            "found. It may have been moved, renamed or deleted.</p>"
        )
        + FOOT,
    ),
    "no-longer-h": site("Sorry, this page is no longer available", "<h1>Sorry, this page is no longer available</h1>"),
    "article-removed": site(
        "Journal of Examples",
        "<h1>Article not found</h1><p>The article you requested does not exist in our database.</p>",
    ),
    "doi-nf": site(
        "DOI Not Found", "<h1>DOI Not Found</h1><h2>10.1000/abc</h2><p>This DOI cannot be found in the DOI System.</p>"
    ),
    "redir-notfound": redirect("/page-not-found?from=/leaflet/1", 302),
    "redir-home-lang": redirect("/en/home", 302),
    "redir-404-status": redirect("/missing-here", 301),
    "meta-home": plain("Redirecting", '<meta http-equiv="refresh" content="0;URL=\'/\'"><p>Redirecting…</p>'),
    "js-home": plain("Redirecting...", '<script>window.location.href="/";</script>'),
    "js-404": plain("", '<script type="text/javascript">window.location.replace("/404.html")</script>'),
    "gone-410-html": site("Gone", "<h1>Gone</h1>", status=410),
    "nf-404-login": site("Not found", "<h1>Not found</h1><form><input type=password></form>", status=404),
    "nf-404-maintenanceword": site(
        "Page not found", "<h1>Page not found</h1><p>Our maintenance team is working.</p>", status=404
    ),
    "parked-godaddy": plain(
        "example-charity.org",
        "<h1>example-charity.org</h1><p>This domain is for sale! Get a price in less than 24 hours</p>",
    ),
    "parked-sedo": plain(
        "example-clinic.com - This website is for sale! - example clinic Resources and Information.",
        "<p>Related searches: clinic, loans, insurance</p>",
    ),
    "parked-expired": plain(
        "Domain Expired", "<p>This domain has recently expired. If you are the owner, please log in to renew it.</p>"
    ),
    "nginx-default": plain(
        "Welcome to nginx!",
        "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and "
        "working. Further configuration is required.</p>",
    ),
    "spa-404-noscript": plain("Page Not Found", '<div id="app"></div><noscript>JavaScript</noscript>'),
    "redirect-then-soft": redirect("/new/leaflet-9", 301),
}

BESIDE: dict[str, Route] = {
    "/page-not-found": site("Example", "<h1>Hello</h1>"),
    "/en/home": site("Example", "<h1>Welcome to Example Hospital</h1>" + ARTICLE),
    "/missing-here": answer(404),
    "/new/leaflet-9": site("Example", "<h1>Page not found</h1><p>Sorry.</p>"),
}

SITES = (
    *(Case(name=f"sites-{name}", label="not_found", route=route) for name, route in MISSING.items()),
    Case(
        name="sites-pdf-expected-soft",
        label="not_found",
        path="/files/leaflet-42.pdf",
        route=site("Document Not Found", "<h1>The document you are looking for was not found</h1>"),
    ),
    Case(name="beside-sites", label="available", route=site("Welcome", "<h1>Welcome</h1>" + ARTICLE), routes=BESIDE),
)
