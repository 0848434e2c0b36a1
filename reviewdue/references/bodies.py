"""Organisations that publish what health pages cite: their full names and the letters they go by."""

import re

BODIES = {
    "AJCC": "American Joint Committee on Cancer",
    "ACS": "American Cancer Society",
    "ASCO": "American Society of Clinical Oncology",
    "BAUS": "British Association of Urological Surgeons",
    "BNF": "British National Formulary",
    "CDC": "Centers for Disease Control and Prevention",
    "CRUK": "Cancer Research UK",
    "EAU": "European Association of Urology",
    "EMA": "European Medicines Agency",
    "EMC": "Electronic Medicines Compendium",
    "ESMO": "European Society for Medical Oncology",
    "FDA": "Food and Drug Administration",
    "IARC": "International Agency for Research on Cancer",
    "MHRA": "Medicines and Healthcare products Regulatory Agency",
    "NCCN": "National Comprehensive Cancer Network",
    "NCI": "National Cancer Institute",
    "NHS": "National Health Service",
    "NICE": "National Institute for Health and Care Excellence",
    "NIH": "National Institutes of Health",
    "ONS": "Office for National Statistics",
    "RCN": "Royal College of Nursing",
    "RCOG": "Royal College of Obstetricians and Gynaecologists",
    "RCP": "Royal College of Physicians",
    "RCR": "Royal College of Radiologists",
    "SIGN": "Scottish Intercollegiate Guidelines Network",
    "UICC": "Union for International Cancer Control",
    "UKHSA": "UK Health Security Agency",
    "USPSTF": "US Preventive Services Task Force",
    "WCRF": "World Cancer Research Fund",
    "WHO": "World Health Organization",
}
NAMED = frozenset(
    {"breast cancer now", "british medical association", "cancer australia", "haute autorité de santé"}
    | {"joint formulary committee", "macmillan cancer support", "marie curie", "prostate cancer uk"}
    | {"public health england", "public health scotland", "target ovarian cancer", "teenage cancer trust"}
)
"""Bodies without letters whose names no rule would tell from a title, in small letters."""

LETTERS = {name.casefold(): letters for letters, name in BODIES.items()}
LETTERS["world health organisation"] = "WHO"
LETTERS["national institute for health and clinical excellence"] = "NICE"

WORDS_OF_BODIES = re.compile(
    r"\b(?:academy|administration|agency|alliance|association|authority|board|bureau|cent(?:re|er)s?|charity|collaborat\w+|"
    r"college|commission|committee|consortium|council|department|directorate|federation|foundation|fund|"
    r"group|hospitals?|nhs|initiative|institutes?|investigators|league|library|ministry|network|office|"
    r"organi[sz]ation|panel|program(?:me)?|register|registry|service|society|task force|trialists|trust|union|"
    r"universit\w+|working party)\b",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r"^[A-Z][^.:;]*[\s,]+(?:Pharma(?:ceuticals?)?|Therapeutics|Laboratories|Biotech|Inc|Corporation|Company|LLC|Ltd|"
    r"Limited|GmbH|PLC|plc)\.?(?:,?\s+(?:Inc|LLC|L\.?P|Ltd|Corp(?:oration)?|Company)\.?)*$"
)
_SMALL = "a an and at by de del des di du et for für in la of on og och per the to und van with &"
SMALL_WORDS = frozenset(_SMALL.split())
NAMES_A_WORK = re.compile(
    r"^(?:the )?(?:statement|report|guidelines?|guidance|guide|manual|handbook|textbook|atlas|"
    r"recommendations?)\b",
    re.IGNORECASE,
)


def full_name(text: str) -> str:
    """A body's name as we keep it: no leading “The”, no letters in brackets, known letters spelt out."""
    bare = re.sub(r"\s*[(\[][A-Z][\w&. /-]{1,14}[)\]]\s*$", "", text.strip(" .,;:"))
    bare = re.sub(r"^[Tt]he\s+", "", bare)
    return BODIES.get(LETTERS.get(bare.casefold(), bare), bare)


def is_body(text: str) -> bool:
    """Whether a piece of text names an organisation rather than a person, a title or a journal."""
    name = full_name(text.replace("U.S.", "US"))
    if name.casefold() in LETTERS or name.casefold() in NAMED:
        return True
    words = name.split()
    if not 2 <= len(words) <= 14 or NAMES_A_WORK.match(name) or not WORDS_OF_BODIES.search(name):
        return False
    titled = all(word.lower() in SMALL_WORDS or not word[:1].islower() for word in words)
    return titled and not re.search(r"\. |\d|[(\[]", name)


def is_company(text: str) -> bool:
    """Whether a name says of itself that it is a company's, such as the maker of a medicine."""
    return len(text.split()) <= 8 and COMPANY.search(text.strip()) is not None


def letters_of(name: str) -> str | None:
    """The letters a known body goes by, such as `NICE`."""
    return LETTERS.get(full_name(name).casefold())
