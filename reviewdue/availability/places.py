"""What the path of an address tells: a front page, an error page or a sign-in, by name alone."""

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit


def names(text: str) -> frozenset[str]:
    """The words of a text as a set, so that a long table of names can be read."""
    return frozenset(text.split())


# Parts of a path that do not lead away from the front page.
FRONT_NAMES = names(
    "index default home homepage home-page start startpage startseite main welcome accueil inicio hem hjem "
    "forside etusivu pages sitepages web www site global int intl"
)
# Languages and countries as sites name them; any two letters would take /tb or /hq for a front page.
LANGUAGES = (
    "en uk us gb ie de fr es it pt nl sv se da dk no nb nn fi pl cs cz sk hu ro bg el gr ru ua tr ar he hi zh cn ja jp "
    "ko kr cy ga gd ca eu gl et lv lt sl hr sr is at ch be lu au nz in za br mx"
)
LOCALE = re.compile(rf"(?:{LANGUAGES.replace(' ', '|')})(?:[-_][a-z]{{2,4}})?")

# Keys that say how somebody came, not what they want to read.
TRACKING = re.compile(
    r"utm_.*|gclid|fbclid|mc_[ce]id|ref|referrer|referer|from|source|src|lang|locale|hl|redirect(?:ed|_from)?|"
    r"error|err|notfound|status|code|msg|message|cookieset|cookies?|nocookie|_ga"
)

ERROR_NAMES = names(
    "404 410 error404 error-404 error_404 404error 404-error 404-page 404page 404-not-found "
    "404notfound notfound not-found not_found page-not-found pagenotfound page_not_found page404 page-404 "
    "filenotfound file-not-found file_not_found content-not-found errorpage error-page error_page pageerror "
    "page-error customerror custom-error error-not-found page-missing page-unavailable err404 "
    "error-pages errorpages seite-nicht-gefunden fehlerseite page-introuvable page-non-trouvee "
    "erreur404 erreur-404 pagina-no-encontrada error-404-pagina-no-encontrada pagina-non-trovata "
    "pagina-niet-gevonden sidan-hittades-inte siden-findes-ikke side-ikke-fundet"
)
ERROR_SENTENCE = re.compile(
    r"^(?:the-|sorry-|oops-)*(?:page|content|document|article|file|resource|item)[-_](?:you[-_].*)?"
    r"(?:can(?:no|')?t|cannot|could[-_]not|not|is[-_]not|was[-_]not|does[-_]not|no[-_]longer)[-_]"
)
# Right under the front page these are error pages; further down they may be a subject, as in /medication/errors.
ERROR_WORDS = names("error errors missing oops gone fehler erreur errore fejl fel")

# Only whole parts of a path: /authors, /accounting and /signing-in-to-care are pages like any other.
LOGIN_NAMES = names(
    "login log-in log_in logon signin sign-in sign_in sso auth authn authenticate authorize authorise account "
    "accounts idp saml saml2 oauth oauth2 openid shibboleth shibboleth.sso adfs cas wayf ssologin sso-login "
    "openathens servicelogin userlogin user-login user_login loginpage login-page memberlogin member-login anmelden "
    "anmeldung connexion se-connecter iniciar-sesion inloggen accedi kirjaudu zaloguj register-login"
)
LOGIN_HOST = re.compile(
    r"(?:login|logon|signin|sign-in|idp|sso|auth|accounts?|wayf|adfs|cas|openid|openathens|shibboleth|identity)"
    r"[-\d]*\..+|(?:.+\.)?(?:openathens\.net|okta\.com|auth0\.com)"
)

PAYWALL_NAMES = names(
    "paywall subscribe subscription subscriptions subscribe-now subscribers-only metered purchase buy-access"
)
COOKIE_NAMES = names(
    "cookieabsent cookie-absent cookiesrequired cookies-required cookies-disabled cookiesdisabled nocookies nocookie "
    "cookie-consent cookieconsent cookie-wall cookiewall gdpr-consent no-cookies enable-cookies enablecookies "
    "cookie-error cookieerror cookietest cookie-test cookie-check"
)
# Where lapsed names are sold.
MARKETS = names(
    "hugedomains.com dan.com afternic.com sedo.com sedoparking.com undeveloped.com domainmarket.com buydomains.com "
    "parkingcrew.net bodis.com domains.atom.com squadhelp.com brandbucket.com "
    "uniregistry.com efty.com"
)

# What a sentence leaves at the end of an address, and brackets that open before they close.
SENTENCE_ENDS = frozenset(".,;:!?'\"”’»…*")
PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}

# Parts of paths that name nothing.
ENDINGS = names("html xhtml shtml aspx jspx index default page pages content article articles guidance publications")

# Their addresses stand for whatever somebody chose, a front page too.
FORWARDERS = names(
    "doi.org dx.doi.org hdl.handle.net purl.org w3id.org bit.ly tinyurl.com t.co goo.gl ow.ly is.gd w.wiki "
    "buff.ly lnkd.in g.co youtu.be"
)


def is_front_page(address: str) -> bool:
    """Whether an address is a site's front page, in a language or not."""
    parts = _split(address)
    return (
        not _route(parts)
        and not _asks_for_something(parts.query)
        and all(LOCALE.fullmatch(name) or name in FRONT_NAMES for name in _names(parts))
    )


def is_error_page(address: str) -> bool:
    """Whether the last part of the path names an error, or ASP.NET's error handler is in the query."""
    parts = _split(address)
    trail = [name for name in _names(parts) if name not in FRONT_NAMES and not LOCALE.fullmatch(name)]
    named = bool(trail) and (
        trail[-1] in ERROR_NAMES or bool(ERROR_SENTENCE.search(trail[-1])) or set(trail) <= ERROR_WORDS
    )
    return named or "aspxerrorpath=" in parts.query.lower()


def is_login(address: str) -> bool:
    """Whether the path or the host is one that asks people to sign in."""
    parts = _split(address)
    return any(name in LOGIN_NAMES for name in _names(parts)) or is_login_host(parts.hostname or "")


def is_login_host(host: str) -> bool:
    """Whether a host such as login.example.org does nothing but sign people in."""
    return bool(LOGIN_HOST.fullmatch(host.lower().removeprefix("www.")))


def is_paywall(address: str) -> bool:
    """Whether a part of the path is the name of a page that asks to pay."""
    return not PAYWALL_NAMES.isdisjoint(_names(_split(address)))


def is_cookie_wall(address: str) -> bool:
    """Whether a part of the path is the name of a page for browsers without cookies."""
    return not COOKIE_NAMES.isdisjoint(_names(_split(address)))


def is_domain_market(address: str) -> bool:
    """Whether the host is one where lapsed domains are sold."""
    host = (_split(address).hostname or "").lower()
    return any(host == market or host.endswith(f".{market}") for market in MARKETS)


def has_its_own_host(address: str, end: str) -> bool:
    """Whether what the path of an address names has become a host: /screening to screening.example.org."""
    old, new = _split(address), _split(end)
    labels = (new.hostname or "").lower().replace("-", ".").split(".")[:-2]
    words = {word for word in re.findall(r"[^\W_]{5,}", unquote(old.path).lower()) if word not in ENDINGS}
    return old.hostname != new.hostname and not words.isdisjoint(labels)


def names_what_was_asked(address: str, names: str) -> bool:
    """Whether a title or heading has a word of the address's path, or the path has no words to look for."""
    asked = {word for word in re.findall(r"[^\W\d_]{4,}", unquote(_split(address).path).lower()) if word not in ENDINGS}
    return not asked or not asked.isdisjoint(re.findall(r"[^\W\d_]{4,}", names.lower()))


def without_punctuation(address: str) -> tuple[str, str]:
    """The address without the punctuation of the sentence it was copied from, and what that is."""
    whole = bare = address.strip()
    while bare and _ends_a_sentence(bare):
        bare = bare[:-1]
    return bare, whole[len(bare) :]


def _ends_a_sentence(address: str) -> bool:
    last = address[-1]
    return last in SENTENCE_ENDS or (last in PAIRS and address.count(last) > address.count(PAIRS[last]))


def is_forwarder(address: str) -> bool:
    """Whether the address belongs to a service that only forwards, as resolvers and shorteners do."""
    return (_split(address).hostname or "").removeprefix("www.") in FORWARDERS


def same_page(one: str, other: str) -> bool:
    """Whether two addresses differ only in scheme, `www.`, trailing slash, case or fragment."""
    return bare(one) == bare(other)


def bare(address: str) -> tuple[str, str, str]:
    """What makes an address another page than the next."""
    parts = _split(address)
    host = (parts.hostname or "").removeprefix("www.")
    return host, unquote(parts.path).rstrip("/").lower(), parts.query + _route(parts)


def _route(parts: SplitResult) -> str:
    """The page that a site of one page shows, which stands behind the hash: `/#/guideline/7`."""
    return f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.hostname
    except ValueError:
        return urlsplit("")
    return parts


def _names(parts: SplitResult) -> list[str]:
    """The parts of the path in lower case, without file endings such as .html or .aspx and session numbers."""
    steps = [name.partition(";")[0] for name in unquote(parts.path).lower().split("/")]
    return [re.sub(r"\.(?:[sx]?html?|aspx?|php\d?|jspx?|cfm|do|action)$", "", step) for step in steps if step]


def _asks_for_something(query: str) -> bool:
    return any(not TRACKING.fullmatch(key.lower()) for key, _ in parse_qsl(query, keep_blank_values=True))
