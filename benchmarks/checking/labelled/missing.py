"""Pages that are not there, whether the status says so or only the page does."""

from benchmarks.checking.labelled.cases import Case, Route, answer, page, redirect

# Titles as sites have them; a page in any of these languages answers 200.
TITLES = {
    "english": "Page not found | Example Health",
    "english-sorry": "Sorry, we can’t find the page you’re looking for",
    "english-code": "404 - File or directory not found.",
    "english-gone": "410 Gone",
    "english-longer": "This page no longer exists",
    "german": "Seite nicht gefunden – Beispielklinik",
    "french": "Page introuvable",
    "spanish": "Página no encontrada",
    "italian": "Pagina non trovata",
    "portuguese": "Página não encontrada",
    "dutch": "Pagina niet gevonden",
    "swedish": "Sidan hittades inte",
    "danish": "Siden blev ikke fundet",
    "norwegian": "Fant ikke siden",
    "finnish": "Sivua ei löytynyt",
    "polish": "Nie znaleziono strony",
    "czech": "Stránka nenalezena",
    "hungarian": "Az oldal nem található",
    "greek": "Η σελίδα δεν βρέθηκε",
    "russian": "Страница не найдена",
    "turkish": "Sayfa bulunamadı",
    "chinese": "页面不存在",
    "japanese": "ページが見つかりません",
    "korean": "페이지를 찾을 수 없습니다",
    "arabic": "الصفحة غير موجودة",
    "welsh": "Heb ddod o hyd i'r dudalen",
}
NOTHING = "<p>Try the search, or go to the front page.</p>"

NOT_FOUND: dict[str, Route] = {
    "status-404": answer(404, b"<h1>Not Found</h1>"),
    "status-404-large": page("Guideline", "Guideline", status=404),
    "status-404-json": answer(404, b'{"error": "no such record"}', "application/json"),
    "status-404-empty": answer(404),
    "status-410": answer(410),
    "heading-only": page("Example Health", "Page not found", NOTHING),
    "sentence-only": page("", "", "<p>Sorry, the page you asked for cannot be found.</p>" + NOTHING),
    "sentence-beside-name": page("Example Health", "Oops!", "<p>We couldn't find the page you were looking for.</p>"),
    "plain-text-not-found": answer(200, b"Not Found", "text/plain"),
    "plain-text-404": answer(200, b"404 page not found\n", "text/plain; charset=utf-8"),
    "to-front-page": redirect("/"),
    "to-front-page-for-good": redirect("/", 301),
    "to-front-page-in-welsh": redirect("/cy/", 301),
    "to-home": redirect("/home.aspx"),
    "to-404": redirect("/404.html"),
    "to-error": redirect("/errors/page-not-found", 301),
    "to-error-handler": redirect("/errorpage.aspx?aspxerrorpath=/guideline.aspx"),
    "refresh-to-404": page("", "", '<meta http-equiv=refresh content="0; url=/404.html">'),
    "refresh-to-front-page": page("", "", '<meta http-equiv="refresh" content="1; URL=/">'),
    "moved-to-404": redirect("/status-404", 301),
    "parked": page("example.org is for sale", "", "<p>Buy this domain. The domain is for sale.</p>"),
    "parked-provider": page("health-example.org", "", "<p>This domain is parked free of charge.</p>"),
    **{f"says-so-in-{name}": page(title, title, NOTHING) for name, title in TITLES.items()},
}
BESIDE: dict[str, Route] = {
    "/": page("Example Health", "Welcome"),
    "/cy/": page("Iechyd Enghreifftiol", "Croeso"),
    "/home.aspx": page("Example Health", "Welcome"),
    "/404.html": page("Example Health", "Hm"),
    "/errors/page-not-found": page("Example Health", "Hm"),
    "/errorpage.aspx?aspxerrorpath=/guideline.aspx": page("Example Health", "Hm"),
    "/publications": page("Publications", "Publications"),
}
# One site that sends whatever it does not have to one place; only together do they show it.
SWEPT = ("news/2019/screening", "guidance/dense-breasts", "leaflets/after-surgery", "reports/annual-2017",
         "news/2020/vaccines", "guidance/lymphoedema")  # fmt: skip

MISSING = (
    *(Case(name=name, label="not_found", route=route) for name, route in NOT_FOUND.items()),
    *(Case(name=path.replace("/", "-"), label="not_found", path=f"/{path}", host=99, route=redirect("/publications"))
      for path in SWEPT),
    Case(name="front-page-of-missing", label="available", route=page(), routes=BESIDE),
)  # fmt: skip
