"""The sentences with which pages say that they are not there, or that their site is unwell or gone.

Whole titles, headings and sentences are compared, never parts of one: "How to handle page not found errors" and
"Type 404 steel" are pages like any other.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from reviewdue.availability.places import names
from reviewdue.availability.tongues import says_not_found_abroad

# What separates the name of a page from the name of its site.
SEPARATOR = re.compile(r"\s+[-:]+\s+|\s*(?:\||·|•|»|›|::|>|<)\s*")
DASHES_AND_QUOTES = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "`": "'"})

# An article about errors is no error.
TELLING = names("how what why when fix fixing avoid explained guide tips comment wie warum como")

CODES = frozenset(("404", "410"))
AROUND_CODES = names(
    "http https error errors code status erreur fehler fehlercode errore erro fejl fel feil virhe blad chyba hiba "
    "bład ошибка помилка грешка hata エラー 错误 錯誤 오류 خطأ שגיאה σφαλμα klaida kluda villa ooops ops "
    "foutmelding fout gwall eroare greska page seite pagina sidan side gone oops sorry the"
)

_SUBJECT = (
    r"(?:(?:the|this|that|your|our|any|requested|web|html|error|specified|a|such|an|resource|of|or)\s+)*"
    r"(?:page|web ?page|webpage|file|document|content|resource|article|item|object|url|address|link|product|"
    r"publication|entry|post|node|guideline|leaflet|factsheet|report|topic|story|policy|protocol|issue|site page|page "
    r"document|page or document|page or file|file or directory|"
    r"page resource|doi|guidance|record)s?"
)
_WANTED = (
    r"(?:(?: that| which)?(?: you(?:'re| are| were| have|'ve)?| is| was| has been)?"
    r"(?: just| currently| now)?"
    r"(?: looking| searching| requested| request| tried| trying| want| wanted| seeking| entered| attempted| asked)"
    r"(?: for| to| at| find| reach| access| view| see| visit| open| get)*)?"
)
_MISSING = (
    r"(?:(?:is |was |has |have |can |could |does |do |are |were )?(?:not|n't|no longer|never)?"
    r"(?:cannot|can't|couldn't|could not|can not|doesn't|does not|isn't|is not|wasn't|was not|hasn't|has not)?"
    r" ?(?:be |been )?(?:found|exist|exists|located|here|available(?: here| anymore| any more)?|on this server))"
)
_NEGATED = re.compile(r"\b(?:not|no longer|cannot|can't|couldn't|doesn't|isn't|wasn't|hasn't|never)\b")
_LOST = re.compile(rf"(?:{_SUBJECT}{_WANTED}|it|that|this) {_MISSING}(?: on (?:this|the|our) (?:server|site|website))?")

# Said of a page in so many words; accents and letter case are gone before these are compared.
NOT_FOUND = re.compile(
    "|".join(
        f"(?:{pattern})"
        for pattern in (
            r"(?:no|missing|dead) (?:such )?(?:page|file|document|link)(?: found| here| exists)?",
            rf"{_SUBJECT} missing",
            rf"(?:(?:we|i)(?: are|'re)? ?)?(?:can't|cannot|can not|couldn't|could not|did not|"
            rf"didn't|"
            rf"were unable to|unable to|not able to|seem to have lost|have lost|can't seem to)(?: find| locate)? "
            rf"{_SUBJECT}{_WANTED}",
            rf"(?:it )?(?:looks|seems|appears)(?: like)?(?: that)? {_SUBJECT}{_WANTED} {_MISSING}",
            rf"{_SUBJECT}{_WANTED}(?: may| might)? ?(?:has|have|was|were|is)? ?(?:been )?(?:now |permanently )?"
            r"(?:removed|deleted|retired|decommissioned|taken down)(?: from (?:this|the|our) (?:site|website|server))?"
            r"(?: (?:had|has had) its name changed.*| or (?:moved|renamed|deleted|removed|archived).*)?",
            rf"{_SUBJECT}{_WANTED}(?: may| might| has| have)*(?: been)?(?: recently)? (?:moved|changed|expired|renamed)"
            r"(?: or| and)?(?: it)?(?: may| might| has)?(?: been)? (?:no longer exists?|deleted|removed|does not "
            r"exist).*",
            rf"(?:we |i )?(?:could not|couldn't|can't|cannot|did not|were unable to|are unable to) (?:find|locate) "
            rf"{_SUBJECT}{_WANTED} (?:with|by|at|under) (?:that|this|the) (?:\w+ )?(?:number|name|id|address|title|"
            rf"link|url)",
            rf"{_SUBJECT}{_WANTED} (?:is |are )?(?:unavailable|missing|gone)",
            r"the origin server did not find a current representation.*",
            r"(?:this|the) (?:content|page|article) (?:isn't|is not|is no longer) available(?: right now| anymore)?",
            r"(?:invalid|broken|bad) (?:page|link|url|address)",
            r"(?:this|the|your) (?:link|address)(?: you followed)? (?:is|may be|might be|seems to be) "
            r"(?:broken|dead|invalid)(?: or .*)?|(?:this|the) link has expired",
            rf"{_SUBJECT}{_WANTED} (?:has|have|may have|might have) (?:been )?moved or (?:been )?"
            r"(?:deleted|removed|renamed|retired)",
            rf"{_SUBJECT}{_WANTED} (?:doesn't|does not|do not) (?:seem|appear) to exist(?: any ?more)?",
            r"the requested (?:url|page|resource|address)(?: [\w'-]+){0,4} (?:was|could) not (?:be )?found"
            r"(?: on this server)?",
            r"(?:we )?(?:looked everywhere but )?(?:could not|couldn't|can't|cannot|did not|didn't) (?:seem to )?find "
            r"(?:what you(?:'re| are| were) looking for|that page|this page|your page)",
            r"(?:looks like )?something went missing|lost this page can't be found",
            r"there(?:'s| is) (?:nothing|no page|no content)(?: to see)? here",
            r"(?:cette |la |votre )?page (?:(?:demandee|recherchee|web|que vous \w+(?: \w+)?) )?(?:est )?"
            r"(?:non trouvee|introuvable|inexistante|n'existe (?:pas|plus)|n'a pas (?:ete|pu etre) trouvee|"
            r"n'est (?:pas|plus) disponible)",
            r"(?:la )?page (?:demandee |recherchee )?(?:n'existe|n'a).*",
            r"(?:die |diese )?(?:\w+ ){0,3}seite (?:wurde |konnte |ist |existiert )?(?:leider )?(?:nicht|nicht mehr)"
            r"(?: mehr)?(?: gefunden(?: werden)?| vorhanden| verfugbar)?",
            r"(?:nicht gefunden|inhalt nicht gefunden|dokument nicht gefunden)",
            r"(?:la |esta )?pagina (?:\w+ )?(?:no|non) (?:encontrada|trovata|existe|esiste|disponible|e stata trovata|"
            r"se encuentra|se ha encontrado|se encontro)(?: piu| disponible)?",
            r"no se (?:encontro|encuentra|ha encontrado|pudo encontrar) la pagina(?: .*)?",
            r"(?:a |esta )?pagina (?:\w+ )?nao (?:encontrada|existe|foi encontrada)",
            r"(?:de |deze )?pagina (?:is |kan |werd |bestaat |kon )?niet (?:gevonden(?: worden)?|meer|"
            r"meer beschikbaar|worden gevonden)",
            r"(?:deze |de )?pagina bestaat niet(?: meer)?",
            r"sidan (?:hittades inte|kunde inte hittas|finns inte(?: langre)?|du soker (?:finns|hittades) inte)",
            r"(?:siden|side) (?:blev )?(?:ikke fundet|findes ikke(?: langere| mere)?|kunne ikke findes|ble ikke funnet|"
            r"finnes ikke|ikke funnet|eksisterer ikke)",
            r"(?:beklager )?(?:vi )?fant ikke siden(?: .*)?",
            r"(?:\w+ )?(?:sivua|sivu) ei (?:loydy|loytynyt|ole olemassa)",
            r"(?:nie znaleziono(?: takiej)?(?: strony)?|strona nie (?:istnieje|zostala znaleziona)|brak strony)",
            r"(?:az oldal nem talalhato|a keresett oldal nem talalhato)",
            r"(?:pagina no trobada|no s'ha trobat la pagina)",
            r"(?:η )?σελιδα δεν (?:βρεθηκε|υπαρχει)",
            r"(?:heb ddod o hyd i'r dudalen|ni chanfuwyd y dudalen|tudalen heb ei (?:chanfod|darganfod)|"
            r"methu dod o hyd i'r dudalen|nid yw'r dudalen .*ar gael|nior aimsiodh an leathanach)",
        )
    )
)
# Looked for one by one before anything else, as one pattern of all these takes twenty times as long.
LOST_WORDS = names(
    "found find exist available trouv gefunden gibt encontr encuentra trovat gevonden vinden finns hittades findes "
    "finnes funnet fundet löy znaleziono bulun"
)
# Said in one or two words that may also begin an article: only beside a short site name.
BARELY_NOT_FOUND = re.compile(r"(?:not found|nothing found|nothing here|gone|non trouve|niet gevonden|no encontrado)")

# What a name that lapsed shows instead of its site.
PARKED = re.compile(
    r"(?:domain|domain name|website|[\w-]+(?: [a-z]{2,6})?) (?:is|may be|might be) (?:for sale|parked)(?: at .*)?|"
    r"(?:buy|get|purchase) this domain.*|parked (?:domain|page)(?: name)?.*|domain (?:parking|expired|for sale)|"
    r"this (?:domain|site|website)(?: name)? (?:is (?:for sale|parked)|has (?:expired|been suspended)|is suspended).*|"
    r"account suspended|welcome to nginx|(?:apache2? )?(?:ubuntu |debian |centos )?default (?:web ?site )?page(?: it "
    r"works)?|"
    r"it works|iis windows(?: server)?|(?:nginx |apache )?(?:http server )?test page.*|domain default page|"
    r"(?:renew|register) this domain.*|future home of something quite cool"
)
PARKED_IN_TEXT = re.compile(
    r"(?:this|the) domain(?: name)?(?: [\w.-]+)? (?:is |may be |might be )(?:for sale|parked|available for)|"
    r"buy this domain|"
    r"this domain (?:name )?(?:has expired|expired|is pending renewal)|parked (?:free|for free|courtesy)|"
    r"(?:make an offer|enquire|inquire) (?:on|about) this domain|the owner of [\w.-]+ is offering it for sale"
)

UNWELL = re.compile(
    r"(?:(?:the |this |our )?(?:site|website|service|server|page|system)(?: is)? )?(?:currently |temporarily |"
    r"down for |under )+(?:unavailable|maintenance|offline|down)|(?:service|site|website) (?:temporarily )?unavailable|"
    r"(?:scheduled |planned |site |website |system )?maintenance(?: mode)?|"
    r"(?:http )?(?:error )?50\d(?: (?:internal|service|bad|gateway|server|error|temporarily)[a-z -]*)?|"
    r"(?:internal )?server error|runtime error|application error|bad gateway|gateway time-?out|"
    r"an (?:unexpected )?error (?:has )?occurred|something went wrong|"
    r"(?:we'll|we will|we'll be|will be)? ?(?:be )?(?:right |coming )?back soon|be right back|"
    r"(?:we are|we're|site is|website is) (?:currently |temporarily )?(?:down for|undergoing|performing|carrying out)"
    r"(?: \w+){0,3} maintenance.*|briefly unavailable for scheduled maintenance.*|"
    r"there has been a critical error on (?:this|your) website|(?:site|website|page) temporarily (?:down|closed)|"
    r"(?:database error|error establishing a database connection)|wartungsarbeiten|site en maintenance"
)

# Parked names praise what they would like to be beside saying so.
SLOGAN = 12

BROKEN_SCRIPT = re.compile(
    r"\s*(?:PHP )?(?:Fatal error|Parse error|Warning)\s*: .{5,300}\bin\s+\S+\s+on\s+line\s+\d+", re.DOTALL
)

# What is left of a page whose content went elsewhere, was taken away, or never came to be: at the head of a sentence.
LEFT = re.compile(
    r"(?:sorry |please note )?(?:this|our|the) (?:website|site|page|document|publication|resource) "
    r"(?:(?:has |was )(?:now |recently )?(?:been )?moved to (?!a new version)|"
    r"(?:is|was|has been) (?:no longer available|deleted|taken down|"
    r"removed from (?:this|our|the) (?:site|website|server)))"
)
NEVER_CAME = re.compile(r"\bstatus [a-z ]{5,30} decision not selected\b")


def fold(text: str) -> str:
    """The text as it is compared: entities decoded, accents dropped, quotes and dashes plain, space folded."""
    plain = unescape(text)
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.translate(DASHES_AND_QUOTES))
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def says_not_found(name: str) -> bool:
    """Whether a title or heading says that the page is not there."""
    if any(
        _is_not_found(part) or (few(rest) and bool(BARELY_NOT_FOUND.fullmatch(part))) for part, rest in parts_of(name)
    ):
        return True
    # Where vowels are signs of their own, words cannot be told apart as above.
    return not name.isascii() and any(
        says_not_found_abroad(part.strip(" .!?…。！،")) for part in SEPARATOR.split(fold(name))
    )


def may_say_lost(text: str) -> bool:
    """Whether a text could say in a sentence that the page is not there."""
    low = text.lower()
    return any(word in low for word in LOST_WORDS)


def says_parked(name: str) -> bool:
    """Whether a title or heading offers the domain, in place of the site that was there."""
    return any(PARKED.fullmatch(part) and len(rest.split()) <= SLOGAN for part, rest in parts_of(name))


def says_it_left(text: str) -> bool:
    """Whether the few sentences that are all of a page say that what was there is gone or elsewhere."""
    said = sentences(text)
    if len(text) > 600 or len(said) > 6:
        return False
    whole, *bare = (" ".join(re.findall(r"[\w'-]*\w", fold(part))) for part in (text, *said))
    return bool(NEVER_CAME.search(whole)) or any(LEFT.match(part) for part in bare)


def says_unwell(name: str) -> bool:
    """Whether a title or heading says that the site is down or broken."""
    return any(UNWELL.fullmatch(part) and few(rest) for part, rest in parts_of(name))


def sentences(text: str) -> list[str]:
    """The sentences of a text whose blocks are lines."""
    return [part for line in text.splitlines() for part in re.split(r"(?<=[.!?])\s+", line) if part.strip()]


@lru_cache(maxsize=256)  # every rule asks about the same title
def parts_of(name: str) -> tuple[tuple[str, str], ...]:
    """Each part of a title in bare words, with the words of the others; none when it tells about something."""
    parts = [" ".join(re.findall(r"[\w'-]*\w", part)) for part in SEPARATOR.split(fold(name))]
    beside = [" ".join(parts[:place] + parts[place + 1 :]) for place in range(len(parts))]
    return tuple(
        (part, rest) for part, rest in zip(parts, beside, strict=True) if part and not TELLING & set(rest.split())
    )


def few(rest: str) -> bool:
    """Whether the words beside a part of a title are no more than a site's name."""
    return len(rest.split()) <= 5


def _is_not_found(part: str) -> bool:
    words = part.split()
    if CODES & set(words):
        words = [word for word in words if word not in CODES]
        if set(words) <= AROUND_CODES:
            return words != ["http"]  # "HTTP 404" is an encyclopaedia's entry; "Error 404" is an error
        part = " ".join(words)
        if (BARELY_NOT_FOUND.search(part) and len(words) <= 6) or _says_lost(_without_codes(words)):
            return True
    return _says_lost(part)


def _without_codes(words: list[str]) -> str:
    while words and words[0] in AROUND_CODES - {"the", "page", "seite", "pagina", "side", "sidan"}:
        words = words[1:]
    return " ".join(words)


SORRY = re.compile(
    r"^(?:(?:oops|oh no|uh oh|uh-oh|whoops|sorry|ooops|hmm+|error|we're sorry|we are sorry|unfortunately|apologies|"
    r"however|we apologi[sz]e|as a result of (?:[\w'-]+ ){2,12}?(?=the page|this page|the document)|i'm afraid|"
    r"but)\s+)+"
)


def _says_lost(part: str) -> bool:
    bare = SORRY.sub("", part)
    if _LOST.fullmatch(bare) and _NEGATED.search(bare):
        return True
    return bool(NOT_FOUND.fullmatch(bare)) or says_not_found_abroad(bare)
