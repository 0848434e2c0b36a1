"""The words of pages that stand before a page: a robot is kept out, or one must sign in, pay or say who one is."""

import re

from reviewdue.availability.phrases import few, fold, parts_of

CHALLENGE = re.compile(
    r"just a moment|einen moment(?: bitte)?|nur einen moment|un instant|un momento|een moment(?: geduld)?|"
    r"um momento|one moment(?: please)?|please wait|one more step|attention required|"
    r"(?:error |your )?access(?: to this (?:page|site|website|resource))?(?: on (?:the|this) server)?(?: has been| "
    r"is)?(?: temporarily)? (?:denied|blocked|"
    r"restricted|forbidden)|"
    r"are you (?:a )?(?:robot|human)|robot check|bot (?:check|verification|detection|protection)|"
    r"(?:human|browser|security|bot|captcha) (?:verification|check|challenge|checkpoint|validation)|client challenge|"
    r"(?:http )?(?:error )?429(?: too many requests)?|too many requests|rate limit(?:ed| exceeded)?|"
    r"cookies? (?:are )?(?:absent|required|disabled|needed|not (?:enabled|supported|accepted))|enable cookies|"
    r"(?:your )?access to this (?:site|service|website|page) has been limited.*|not acceptable|"
    r"(?:this )?(?:content|page|site|service|website) (?:is )?(?:not|un)\s?available in your (?:country|region|area|"
    r"location)|"
    r"you need (?:access|permission)|you are (?:now )?in (?:line|the queue|a queue)|virtual waiting room|(?:please "
    r")?(?:verify|"
    r"confirm) "
    r"your age|age (?:verification|check|gate)|before you continue|captcha|recaptcha|pardon our interruption|checking "
    r"(?:your|the) browser.*|"
    r"verify(?:ing)?(?: that)? you are (?:a )?(?:human|not a robot)|verifying (?:your )?browser.*|"
    r"performing security verification|vercel security checkpoint|ddos-?guard|ddos protection.*|"
    r"making sure you're not a bot|radware (?:bot manager )?captcha.*|(?:your )?request (?:has been |was )?(?:rejected|"
    r"unsuccessful|blocked|denied)|"
    r"(?:sorry )?you have been blocked|blocked|forbidden|(?:error )?40[13](?: -)?(?: forbidden| unauthorized| error)?|"
    r"unauthorized|zugriff verweigert|acces refuse|acceso denegado|accesso negato|toegang geweigerd"
)
CHALLENGE_IN_TEXT = re.compile(
    r"verifying you are human|"
    r"enable javascript and cookies to continue|verify(?:ing)?(?: that)? you are (?:a |not a )?(?:human|robot)|"
    r"checking if the site connection is secure|checking your browser before|performing security verification|"
    r"review the security of your connection|complete the (?:captcha|security check)|solve the captcha|"
    r"unusual (?:traffic|activity) from your|incapsula incident id|cloudflare ray id|your support id is|"
    r"enable js and disable any ad blocker|you have been blocked|automated bot activity|"
    r"requested url was rejected|let us know you're not a robot|you don't have permission to access"
)
# Said in passing by pages that can be read, too: the page must be headed like a wall, or by nothing.
REFUSAL_IN_TEXT = re.compile(
    r"(?:please |must |need to )(?:enable|allow|accept|turn on) cookies|cookies (?:are|must be) (?:required|enabled|"
    r"disabled|turned on)|(?:browser|you) (?:does not|doesn't|do not|is not|must) accept(?:ing)? cookies|"
    r"(?:not |un)available (?:in your (?:country|region|location|area)|to visitors from)"
)
HEADED_LIKE_A_WALL = re.compile(
    r"\b(?:cookies?|access|available|unavailable|region|country|visitors|denied|blocked|sorry|error|security|browser|"
    r"required|restricted|oops|javascript)\b"
)
# In the scripts of challenge pages whose text is drawn later.
CHALLENGE_IN_SCRIPT = re.compile(
    rb"_Incapsula_Resource|captcha-delivery\.com|window\.gokuProps|awsWafCookieDomainList|px-captcha|"
    rb"sucuri_cloudproxy_js|sec-if-cpt-container|_cf_chl_opt|/_vercel/security/"
)

# A page that asks who is there before it shows anything.
PROFESSIONALS = re.compile(
    r"are you an? (?:uk |us |irish |eu )?(?:health ?care|medical|health) professional|"
    r"(?:for|i am a) (?:uk |us )?(?:health ?care|medical) professionals?(?: only)?|"
    r"(?:this (?:site|website|page|section|content) is )?(?:intended )?(?:only )?for (?:uk |us )?health ?care "
    r"professionals(?: only)?"
)

PAYWALL = re.compile(
    r"(?:subscribe|register|log in|sign in|sign up|pay) (?:now )?(?:to|and) "
    r"(?:continue|read|keep|view|unlock|access|get).*|"
    r"subscription (?:required|needed)|subscribers only|members? only|(?:purchase|get|buy) (?:full )?access|"
    r"this (?:content|article|page) is (?:only )?(?:for|available to) (?:subscribers|members)(?: only)?|"
    r"you have reached your (?:article )?limit.*"
)

SIGN_IN = re.compile(
    r"(?:please |you must |you need to |you have to )?(?:sign|log) ?-?(?:in|on)(?: (?:to|with|or|required|page|here|"
    r"now|register).*)?|"
    r"(?:member|user|account|institutional|customer|staff) (?:log ?in|sign ?in)|"
    r"(?:choose|find|select) your (?:institution|organi[sz]ation|university)(?: .*)?|where are you from|"
    r"institutional access|authentication(?: required)?|single sign-on.*|anmelden|anmeldung|einloggen|connexion|se "
    r"connecter|"
    r"identification|iniciar sesion|inicia sesion|accedi|accesso|inloggen|aanmelden|logga in|log ind|logg inn|"
    r"kirjaudu(?: sisaan)?|zaloguj(?: sie)?|logowanie|prihlaseni|iniciar sessao|entrar"
)

OF_ACCOUNTS = re.compile(
    r"\b(?:log|sign)(?:ged|ging|ned|ning)? ?-?(?:in|on|up|out)|password|account|regist|subscri|members?\b|cookie|"
    r"privacy|"
    r"terms|copyright|e-?mail|institution"
)


def says_challenge(name: str) -> bool:
    """Whether a title or heading is that of a page which keeps robots out."""
    return any(CHALLENGE.fullmatch(part) and few(rest) for part, rest in parts_of(name))


def keeps_out(text: str, names: tuple[str, ...]) -> bool:
    """Whether the few words of a page that is headed so keep a robot out, or whoever has no cookies."""
    folded = fold(text)
    if CHALLENGE_IN_TEXT.search(folded):
        return True
    headed = [fold(name) for name in names if " " in name.strip()]
    return bool(REFUSAL_IN_TEXT.search(folded)) and (not headed or any(map(HEADED_LIKE_A_WALL.search, headed)))


def asks_who_reads(name: str) -> bool:
    """Whether a title or heading lets in professionals only."""
    return any(PROFESSIONALS.fullmatch(part) for part, _ in parts_of(name))


def says_sign_in(name: str) -> bool:
    """Whether a title or heading asks to sign in."""
    return any(SIGN_IN.fullmatch(part) for part, _ in parts_of(name))


def says_paywall(name: str) -> bool:
    """Whether a title or heading asks to pay or to join."""
    return any(PAYWALL.fullmatch(part) and few(rest) for part, rest in parts_of(name))
