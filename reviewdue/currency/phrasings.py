"""How documents say without a verb of replacing that they are old, or that they stand; patterns only."""

import re

from reviewdue.currency.claims import Saying

OUT_OF_DATE = r"out[ -]of[ -]date|outdated|outmoded|obsolete|defunct"
NEWEST = r"most recent|latest|newest|most current|most up[ -]to[ -]date|current|up[ -]to[ -]date"
VERSION = r"(?:published |approved |available )?(?:version|edition|revision|release|issue|iteration|copy)"
WORKS = (
    r"(?:version|edition|guideline|guidance|revision|release|update|review|recommendations?|"
    r"statement|document|leaflet|article|protocol|factsheet)"
)
IS = (
    r"(?:is|are|was|were|has been|have been|has become|have become|should be considered|is "
    r"considered|are considered|is deemed)"
)
HISTORY = (
    r"(?:(?:for|as) (?:a )?(?:historical|historic|archiv\w+|reference|information|the record)\b|"
    r"historical|historic\b)"
)
RECORD = (
    r"(?:document|archive|record|content|page|site|website|copy|version|publication|guidance|guideline|resource|"
    r"material|information)s?"
)

NOT_YET = re.compile(
    r"\b(?:will|shall|(?<!\d )may(?! \d)|might|could|would|expected|anticipated|soon|being|planned|in "
    r"development|due|forthcoming|when|"
    r"until|unless|if|whether|before|under development|in preparation|consultation)\b"
)

# With a subject: it must be this document. The first that matches counts.
OF_SUBJECT: tuple[tuple[Saying, re.Pattern[str]], ...] = tuple(
    (saying, re.compile(rf"^(?P<subject>.*?)\b{pattern}"))
    for saying, pattern in (
        (
            Saying.UPDATED,
            rf"(?:may|might) not (?:contain|include|be|show) (?:the )?(?:most )?(?:updated|recent|current|"
            rf"up[ -]to[ -]date|{NEWEST})",
        ),
        (Saying.OLDER, rf"(?:is|are) (?:not|no longer) (?:the )?(?:{NEWEST})(?: \w+)? {VERSION}\b"),
        (Saying.OLDER, rf"(?:is|are) (?:not|no longer) (?:the|our) (?:{NEWEST})(?: \w+)? {WORKS}\b"),
        (
            Saying.OLDER,
            rf"(?:is|are|was) (?:an?|the) (?:\w+,? )?(?:old|older|earlier|previous|superseded|prior|outdated) "
            rf"{VERSION}\b",
        ),
        (
            Saying.OLDER,
            rf"(?:describes|documents|is for) an? (?:old|older|earlier|previous|superseded|outdated) {VERSION}\b(?! "
            rf"of)",
        ),
        (
            Saying.UNMAINTAINED,
            rf"(?:{IS} |and |but |, |which )?(?:no longer|not) (?:being |been |considered |regarded as |to "
            rf"be )*(?:actively |"
            r"routinely |regularly |currently |officially )?(?:maintained|in force|in use|in effect|in "
            r"operation|supported|"
            r"in date|active\b)",
        ),
        (
            Saying.UNMAINTAINED,
            rf"(?:{IS} |and |but |, )?no longer (?:being |been |be |considered |regarded as |to be |relied "
            rf"upon|actively |"
            r"routinely |regularly |currently |officially )*(?:updated|current|valid|applicable|applies|"
            r"apply|recommended|"
            r"relevant|reviewed|accurate|endorsed|up[ -]to[ -]date|extant|authoritative|reflects?|"
            r"represents?|published|"
            r"relied|used|followed|fit|operative|effective|part of)",
        ),
        (
            Saying.UNMAINTAINED,
            r"(?:(?:has|have) been taken out of (?:use|service|circulation)|(?:is|are|has been|have been|was) "
            r"(?:now |currently |temporarily )?suspended|(?:is|are) no longer (?:live|operational|open))\b",
        ),
        (Saying.UNMAINTAINED, r"(?:is|are) not (?:current|valid|up[ -]to[ -]date|in date)\b"),
        (
            Saying.UNMAINTAINED,
            r"(?:(?:has |have |had )?ceased to (?:apply|have|be|operate|exist)|no longer ha(?:s|ve) (?:any )?(?:effect|"
            r"force))\b",
        ),
        (
            Saying.UNMAINTAINED,
            r"(?:is|are) not being (?:updated|reviewed|kept up[ -]to[ -]date)\b(?! (?:at (?:present|this|the)|because|"
            r"yet|now|currently|as it))",
        ),
        (Saying.UNMAINTAINED, r"(?:is|are) (?:now |currently )?being (?:archived|retired)\b(?! (?:on|in|from) )"),
        (Saying.UNMAINTAINED, rf"{IS}(?: now| therefore| considered)* (?:{OUT_OF_DATE}|inactive|expired|historical\b)"),
        (
            Saying.UNMAINTAINED,
            rf"(?:is|are|has been|have been|remains?)(?: now| being| only)* (?:an? )?(?:historical|"
            rf"historic|archived?|inactive|"
            rf"retired|withdrawn|obsolete|expired) {RECORD}\b",
        ),
        (
            Saying.UNMAINTAINED,
            rf"(?:is|are|has been|have been|being)(?: now| being| only)* "
            rf"(?:retained|kept|provided|maintained|preserved|made available|available|offered|presented|left)"
            rf"(?: here| online| only| solely| on this (?:site|website))* {HISTORY}",
        ),
        (Saying.UNMAINTAINED, rf"(?:may|might) (?:not|no longer) reflect (?:the )?(?:{NEWEST}|today|our)"),
        (
            Saying.UNMAINTAINED,
            rf"(?:may|might|could)(?: now| also| therefore| well)* (?:be|contain|have become|include)(?: "
            rf"now| some)* (?:{OUT_OF_DATE}|superseded)",
        ),
        (
            Saying.STANDS,
            rf"(?:(?:still |also |currently )*(?:is|are|remains?|continues? to be)(?: still| therefore| "
            rf"considered| also| the)*) "
            rf"(?:valid|in force|extant|(?:{NEWEST})(?: \w+)? {VERSION}|(?:current|up[ -]to[ -]date)\b(?! "
            rf"(?:under|being|in )))",
        ),
        (
            Saying.STANDS,
            r"(?:is|are)(?: currently| now)* (?:under (?:review|revision)|in development|in preparation|"
            r"provisional)\b",
        ),
        (
            Saying.STANDS,
            r"(?:has|have) (?:been|not been|not yet been) (?:reaffirmed|withdrawn or replaced|superseded)\b(?! by)",
        ),
        (
            Saying.UPDATED,
            r"(?:contains?|includes?|incorporates?) (?:new|updated|revised|amended)(?: and \w+)? recommendations",
        ),
    )
)
# As a whole: who is meant is in the words themselves.
WHOLE: tuple[tuple[Saying, re.Pattern[str]], ...] = tuple(
    (saying, re.compile(pattern))
    for saying, pattern in (
        (
            Saying.OLDER,
            r"\byou(?: are|'re)(?: currently| now)? (?:viewing|reading|looking at|seeing|on|using) "
            r"(?:an? |the )(?:\w+,? )?(?:old|older|earlier|previous|superseded|prior|outdated|out[ -]of[ -]date) "
            r"(?!(?:\w+ )?(?:browser|device|computer|app)\b)",
        ),
        (
            Saying.UNMAINTAINED,
            r"\byou(?: are|'re)(?: currently| now)? (?:viewing|reading|looking at|seeing|on|using) "
            r"(?:an? |the )?(?:\w+,? )?(?:archived?|historical|historic|inactive|retired|withdrawn) ",
        ),
        (
            Saying.OLDER,
            r"\b(?:an?|the|(?P<there>there is(?: now| also)? an?|there's an?|has an?)) (?:newer|more "
            r"recent|later|updated|revised|more up[ -]to[ -]date|"
            rf"more current|new(?= (?:version|edition))) (?:published )?{WORKS}(?: (?:of|to|for) "
            rf"(?P<of>[^,;.]{{2,80}}?))?(?:, [^,]{{2,60}},)?"
            r"(?: (?:is|has been|was|exists|are|has|came|came out|appeared)(?: now| already| also)* ?(?:available|"
            r"published|issued|came out|come out|finali[sz]ed|"
            r"released|out|online|exists)?"
            r"|(?= (?:available|published|here)\b)|(?(there)(?:$|(?=[:;,(]| which| that))|(?!)))",
        ),
        (
            Saying.OLDER,
            r"\b(?:view|see|read|go to|switch to|use|consult|visit|find|access|open) (?:instead )?the "
            r"(?:latest|most recent|newest|most current|most up[ -]to[ -]date|current|updated) "
            r"(?:published )?(?:version|edition)\b(?! of (?!this |the (?:guid|doc|rev|page|publ|state|"
            r"leaf|report)))",
        ),
        (
            Saying.OLDER,
            r"\b(?:published|issued|released|produced) an? (?:(?:newer|more recent|later|updated|revised|"
            r"new) (?:version|edition) of|(?:update|revision|replacement) (?:of|to|for)) (?P<of>[^,;.]{2,80}?)(?= as |"
            r"[,;.]|$)",
        ),
        (
            Saying.OLDER,
            rf"\bthe (?:latest|newest|most recent|most current) {VERSION}(?: of this \w+)? is (?!this)(?:v|"
            rf"\d|available|at )",
        ),
        (
            Saying.OLDER,
            rf"\bthe (?:{NEWEST}) {VERSION}(?: of this \w+)? (?:can|may) be (?:found|seen|read|viewed|"
            rf"accessed|downloaded)",
        ),
        (
            Saying.STANDS,
            r"\b(?:due|scheduled|planned) (?:to be|for) (?:reviewed|updated|review|update|replaced|revised)\b",
        ),
        (
            Saying.UNMAINTAINED,
            r"\bpublished (?:under|by) (?:the )?.{0,60}\b(?:coalition|previous|former) ?(?:\w+ ){0,4}government\b",
        ),
        (Saying.UNMAINTAINED, r"\bpublished under the \d{4} to \d{4} .{0,60}government\b"),
        (
            Saying.STANDS,
            r"\b(?:we|nice) (?:will|do|have decided|decided) not (?:to )?(?:plan to )?(?:update|amend|"
            r"replace|withdraw)\b",
        ),
        (
            Saying.STANDS,
            r"\bno (?:update|change|revision)s? (?:is|are|was|were) (?:needed|planned|required|necessary|made)\b",
        ),
        (Saying.STANDS, r"\bdecision is provisional\b|\bprovisional (?:review )?decision\b|\bdraft for consultation\b"),
        (Saying.STANDS, r"\b(?:should|does|do) not (?:need to )?be (?:updated|withdrawn|replaced)\b"),
        (Saying.STANDS, r"\bno (?:newer|more recent|later) (?:version|edition|guideline)\b"),
        (
            Saying.STANDS,
            r"\bupdates? (?:is |are )?(?:planned|in progress|in development|scheduled|underway|under way)\b",
        ),
        (
            Saying.STANDS,
            r"\b(?:remains?|continues? to be) (?:current|valid|in force|relevant|accurate|up[ -]to[ -]date|extant)\b",
        ),
        (Saying.UPDATED, r"\bmade (?:\w+ ){0,2}(?:new|updated|revised|amended)(?: and \w+)? recommendations\b"),
        (Saying.UPDATED, r"\b(?:new|updated|revised) recommendations (?:have been|were) (?:added|made)\b"),
        (
            Saying.UPDATED,
            r"\b(?:we|nice|the committee) (?:have |has |also )*(?:added|changed|amended|removed|inserted) (?:an? |the |"
            r"new |"
            r"some |two |three |\d+ )*(?:\w+ )?(?:recommendation|section|advice|information|wording|note|paragraph|"
            r"footnote)",
        ),
        (
            Saying.UPDATED,
            r"\b(?:this update|update) (?:includes|adds|contains|incorporates)\b|\bconclusions (?:have )?changed\b",
        ),
        (
            Saying.OLDER,
            r"\byou(?: are|'re) (?:viewing|reading|looking at|using) (?:the )?(?:version|edition) [\w.]+,? which is "
            r"(?:not|no "
            r"longer|an? (?:old|older|outdated|previous))\b",
        ),
        (
            Saying.UNMAINTAINED,
            r"\bno longer (?:actively )?(?:updates?|maintains?|reviews?|supports?|publish(?:es)?|endorses?|recommends?|"
            r"issues?) "
            r"(?:this|these) (?:\w+ ){0,2}?(?:page|guideline|guidance|document|website|site|leaflet|publication|"
            r"statement|"
            r"resource|content|information|report|article|policy|standard|summary|protocol|version|edition)s?\b",
        ),
        (
            Saying.UPDATED,
            r"\bthis \w+ (?:underwent|has undergone|had) an? (?:\w+ )?(?:update|revision)\b|\bthis (?:version|edition|"
            r"update) "
            r"(?:includes|contains) (?:\w+ )?(?:updates|changes|revisions)\b",
        ),
        (
            Saying.UNMAINTAINED,
            r"\b(?:made|declared|marked|designated|classified) this [\w -]{3,40} (?:as )?(?:inactive|obsolete|"
            r"historical|"
            r"retired|archived)\b",
        ),
        (Saying.UPDATED, r"\bnew citation(?:\b.{0,40}\bconclusions (?:have )?(?:not )?changed)"),
        (
            Saying.CONCERN,
            r"\bexpress(?:ion|ions|ing)? (?:of )?(?:\w+ )?concern\b.{0,80}\b(?:this|the (?:above|"
            r"following)) (?:article|paper|study|"
            r"manuscript|review|publication)|\b(?:issu\w+|publish\w+|post\w+) (?:this|an) (?:editorial "
            r")?expression of concern|"
            r"\b(?:this|the (?:above|following)) (?:article|paper|study|review|"
            r"publication)\b.{0,60}\bexpression of concern",
        ),
        (
            Saying.CORRECTED,
            r"\b(?:an?|the) (?:author |publisher )?(?:correction|erratum|corrigendum) (?:to this "
            r"(?:article|paper|study|review) )?"
            r"(?:was|has been|is) (?:\w+ )?(?:published|available|issued)",
        ),
        (
            Saying.CORRECTED,
            r"\bthis (?:article|paper|study|review|chapter) has an? (?:erratum|correction|corrigendum)\b|"
            r"\b(?:original|first|earlier|published|online|print) version of this (?:article|paper|study|review|"
            r"chapter)\b"
            r".{0,40}\b(?:errors?|mistakes?|mis\w+)\b|\bthis corrects the (?:article|paper)\b",
        ),
        (
            Saying.REINSTATED,
            r"\b(?:retraction|withdrawal) (?:\w+ ){0,6}(?:has|have|was|were|is) (?:\w+ )?(?:been "
            r")?(?:reversed|rescinded|revoked|withdrawn|lifted)",
        ),
        (Saying.RETRACTED, r"\bretraction (?:of|to) (?:this|the (?:above|following)) (?:article|paper|study|review)\b"),
    )
)
NOT_OUR_GOVERNMENT = re.compile(r"\bnew (?:uk )?government took office\b")
POINTER = re.compile(
    r"\b(?:see|refer to|use|consult|visit|read|go to|follow|view|access|superseding document:?|"
    r"has moved to|now available at)\b"
    r"(?P<named> .{2,200}?)(?: instead\b|$)",
    re.IGNORECASE,
)
FOR_CURRENT = re.compile(
    r"^(?:see|refer to|visit|go to|use|consult|read) |\bfor (?:the |our )?(?:most )?(?:current|"
    r"latest|up[ -]to[ -]date|updated|recent|newest) (?P<what>\w+)|\binstead\b|"
    r"\bplease (?:refer|see|use|consult|visit|go)\b"
)
IS_NOW = re.compile(
    r"\bthe (?:current|latest|newest|most recent) (?:version|edition) is (?P<named>(?:version |v)?\d[\w. ]*)",
    re.IGNORECASE,
)
