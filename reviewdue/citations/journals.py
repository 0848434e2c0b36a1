"""Titles of articles told from the journals behind them, by quotation marks, full stops and cut-short words."""

import re

from reviewdue.citations.sentences import split_sentences
from reviewdue.references.bodies import SMALL_WORDS, is_body

JOURNAL_WORDS = re.compile(
    r"\b(?:journal|lancet|annals|bmj|jama|oncology|medicine|reviews?|research|surgery|archives|nature|"
    r"cancers?|proceedings|bulletin|gazette|epidemiology|haematology|hematology|urology|radiology|pediatrics|"
    r"paediatrics|psychiatry|neurology|gastroenterology|cell|science|plos|circulation|lancet)\b",
    re.IGNORECASE,
)
BEGINS_A_JOURNAL = re.compile(
    r"(?:\w{2,6}Rxiv|Research Square|SSRN|Preprints)\b|"
    r"(?:The\s+)?(?:Journal|Annals|Archives|Acta|Lancet|BMJ|JAMA|BMC|PLoS|PLOS|Frontiers|Nature|Cochrane|Zhonghua|"
    r"Proceedings|European|British|American|International|Scandinavian)\b"
)
NO_JOURNAL = re.compile(
    r"\b(?:press|publish(?:ers|ing|er)|books?|verlag|elsevier|springer|wiley|mcgraw|kluwer|saunders|mosby|livingstone|"
    r"academy|agency|association|institutes?|society|university|college|organi[sz]ation|inc|ltd|llc|corporation|"
    r"company)\b",
    re.IGNORECASE,
)
_CUT_SHORT = (
    "Acad Acta Adv Allergy Am Anaesth Anal Anat Anesth Anesthesiol Angiol Ann Annu Antimicrob Appl Arch Arq "
    "Arthritis Assoc Auton Behav Biochem Bioinform Biol Biomark Biomed Biometrika Biophys Br Braz Bull Cah Can "
    "Carcinog Cardiol Cardiothorac Cardiovasc Cell Chem Chemother Chest Chin Chir Chromosom Circ Clin Cogn Colloq "
    "Comp Complement Compr Comput Conf Contemp Contracept Control Crit Curr Cytogenet Cytol Demogr Dent Dermatol "
    "Dev Diabet Diagn Dig Dis Discov Disord Drug Eat Ecol Educ Electrother Endocr Endocrinol Endosc Eng Engl "
    "Environ Enzymol Epidemiol Ethn Eur Eval Exp Expert Fam Fertil Forensic Front Funct Gastroenterol "
    "Gastrointest Gen Genet Genomics Geriatr Gerontol Gut Gynaecol Gynecol Haematol Haemost Hand Health Hematol "
    "Hepatol Hered Hosp Hum Hyg Hypertens Imaging Immunol Immunopharmacol Immunother Infect Inflamm Inform Inst "
    "Int Integr Intensive Intern Invest Investig J Jpn Klin Lab Laparosc Laryngol Lett Leuk Lond Mag Magn Mat "
    "Mech Med Mediators Metab Microbiol Milit Mod Mol Monatsschr Monogr Mult Musculoskelet Mutat N Nat Natl "
    "Neonatal Nephrol Netw Neurobiol Neurol Neurooncol Neuropathol Neuropsychopharmacol Neurosci Neurosurg Nucl "
    "Nurs Nutr Obes Obstet Occup Oncol Ophthalmol Opin Oral Orthop Otol Otolaryngol Otorhinolaryngol Paediatr "
    "Pain Palliat Parasitol Pathol Pediatr Percept Perinat Perspect Pharm Pharmacoepidemiol Pharmacol Philos Phys "
    "Physiol Plast Postgrad Pract Prev Prim Probl Proc Prog Prostate Psychiatr Psychiatry Psychol Psychopharmacol "
    "Psychosom Psychother Public Pulm Q Qual Quant Radiat Radiol Reconstr Reg Rehabil Rep Reprod Res Respir Rev "
    "Rheum Rheumatol Saf Scand Sci Scler Semin Ser Sex Simul Soc South Spectr Stat Stem Subst Suppl Support Surg "
    "Symp Syndr Syst Technol Teratog Ther Thorac Thromb Toxicol Trans Transfus Transl Transplant Treat Trends "
    "Trop Tuberc Tumour Ultrason Ultrasound Ultrastruct Univ Urol Vasc Vet Virol Vis Wkly Yonsei Zhong "
)
CUT_SHORT = frozenset(_CUT_SHORT.split())
"""Words of journal titles as ISO 4 and the National Library of Medicine shorten them."""

BEHIND_LETTERS = re.compile(r"(.*\b(?:[A-Z]\.){2,}) ([A-Z].*)$")
"""A title that ends in `U.S.`, whose full stop is that of the sentence too."""

OPENING, CLOSING = "“\"‘'«", {"“": '”"', '"': '"”', "‘": "’'", "'": "'’", "«": "»"}
HEADS_A_SERIES = re.compile(
    r"(?:The\s+)?(?:Lancet|BMJ|JAMA|(?:(?:American|British|European)\s+)?[Jj]ournal of [\w\s]+|Proceedings of [\w\s]+)$"
)
"""A journal with several parts: `The Lancet. Public Health`."""

LONGEST_NAME, LONGEST_CUT = 14, 5


def split_container(text: str) -> tuple[str, str]:
    """Title and journal: the title in quotation marks, or the journal as the last sentence."""
    bare = text.strip(" ,;(")
    quoted = split_quoted(bare)
    if quoted:
        return quoted[0], quoted[1].strip(" ,.;")
    stop_at_end = bare.endswith(".")
    sentences = split_sentences(bare)
    if len(sentences) < 2 and (found := BEHIND_LETTERS.match(bare)) and looks_like_journal(found[2]):
        return found[1], found[2]
    if len(sentences) < 2:
        return _split_at_comma(bare)
    at = len(sentences) - 1
    while at > 1 and (
        HEADS_A_SERIES.match(sentences[at - 1]) or (stop_at_end and _goes_on(*sentences[at - 1 : at + 1]))
    ):
        at -= 1
    container = ". ".join(sentences[at:]) if at < len(sentences) - 1 else sentences[at]
    return bare[: bare.rindex(sentences[at])].strip().rstrip(".").strip(), container.strip(" ,")


def split_quoted(text: str) -> tuple[str, str] | None:
    """A title in quotation marks and what stands behind it; None when the quotation is only a part of the title."""
    if not text or text[0] not in OPENING:
        return None
    for found in re.finditer(rf"[.,?!]?[{CLOSING[text[0]]}][.,;]?(?=\s+\S|\s*$)", text[1:]):
        if re.fullmatch(r"[”\"’'»]", found[0]) and found.end() < len(text) - 1:
            # Neither a stop before the mark nor a comma behind it: the title goes on.
            continue
        title = text[1 : found.start() + 1] + (found[0][0] if found[0][0] in "?!" else "")
        return title.strip(), text[found.end() + 1 :].strip()
    return None


def looks_like_journal(text: str) -> bool:
    """Whether a sentence reads as the name of a journal rather than a publisher or a title."""
    words = re.sub(r"\(.*?\)", "", text).replace(".", "").split()
    if not 1 <= len(words) <= LONGEST_NAME or NO_JOURNAL.search(text):
        return False
    if BEGINS_A_JOURNAL.match(text):
        return True
    if is_body(text):
        return False
    titled = all(word[:1].isupper() or not word.isalpha() or word in SMALL_WORDS for word in words)
    short = sum(word in CUT_SHORT for word in words) if titled else 0
    return short > 1 or (short == 1 and len(words) <= 3)


def _goes_on(before: str, behind: str) -> bool:
    """Whether a full stop between two pieces only marks a word that is cut short: `Diabetes Res. Clin. Pract.`"""
    words = before.split()
    if len(words) > 4 or not all(word[:1].isupper() for word in words):
        return False
    return words[-1] in CUT_SHORT or (" " not in behind and len(words[-1]) <= LONGEST_CUT)


def _split_at_comma(text: str) -> tuple[str, str]:
    """`Title, Journal of Somewhere`, or a journal alone."""
    title, comma, container = text.rpartition(", ")
    if comma and len(title.split()) > 2 and (JOURNAL_WORDS.search(container) or looks_like_journal(container)):
        return title, container
    return ("", text.rstrip(".")) if len(text.split()) <= 8 else (text, "")
