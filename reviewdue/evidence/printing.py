"""The pack as HTML and as PDF; the words of both are in templates/evidence/."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import FontFace, TextStyle
from jinja2.sandbox import SandboxedEnvironment

from reviewdue.evidence.packs import Pack
from reviewdue.rendering import shipped_templates, slug
from reviewdue.wording import day as say_day

FONTS = "evidence/fonts"
# What other writings are printed with, where the machine has it.
OTHERS = ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans.ttf")
INK, MUTED, ACCENT = (24, 28, 38), (88, 96, 112), (0, 84, 150)
MARGIN = 16
# A letter that no font has is drawn as an empty box; fpdf2 would also say so for each of them.
logging.getLogger("fpdf").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The files of one pack."""

    html: Path
    pdf: Path


def print_pack(environment: SandboxedEnvironment, pack: Pack, folder: Path) -> Printed:
    """Write a pack into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    printed = Printed(html=folder / f"{slug(pack.page.id)}.html", pdf=folder / f"{slug(pack.page.id)}.pdf")
    printed.html.write_text(environment.get_template("evidence/pack.html").render(pack=pack), encoding="utf-8")
    printed.pdf.write_bytes(as_pdf(environment.get_template("evidence/pdf.html").render(pack=pack), pack))
    return printed


class _Sheet(FPDF):
    """A4 sheets that say at the foot what they are of."""

    foot = ""

    def footer(self) -> None:
        """The page's title, the day, and which sheet of how many."""
        self.set_y(-12)
        self.set_font("Inter", size=8)
        self.set_text_color(*MUTED)
        self.cell(0, 6, f"{self.foot} · {self.page_no()}/{{nb}}", align="C")


def as_pdf(html: str, pack: Pack) -> bytes:
    """Plain HTML on A4 sheets. The same pack gives the same bytes."""
    sheet = _Sheet(format="A4")
    title = pack.page.title or pack.page.path
    short = title if len(title) <= 70 else f"{title[:69]}…"
    sheet.foot = f"{short} · {say_day(pack.today)}"
    sheet.set_title(title)
    sheet.set_author(pack.publisher)
    sheet.set_lang("en-GB")
    sheet.set_creation_date(pack.made_at)
    sheet.set_margin(MARGIN)
    sheet.set_auto_page_break(True, margin=MARGIN + 4)
    _add_fonts(sheet)
    sheet.add_page()
    sheet.set_font("Inter", size=9.5)
    sheet.set_text_color(*INK)
    sheet.write_html(
        html, font_family="Inter", table_line_separators=True, li_prefix_color=MUTED, tag_styles=dict(_styles())
    )
    return bytes(sheet.output())


def _add_fonts(sheet: FPDF) -> None:
    folder = shipped_templates() / FONTS
    for part, family in (("latin", "Inter"), ("latin-ext", "InterExt")):
        for weight, style in ((400, ""), (700, "B")):
            sheet.add_font(family, style, folder / f"inter-{part}-{weight}.ttf")
    others = next((Path(name) for name in OTHERS if Path(name).is_file()), None)
    if others:
        sheet.add_font("Others", "", others)
        sheet.add_font("Others", "B", others)
    sheet.set_fallback_fonts(["InterExt", *(["Others"] if others else [])], exact_match=False)


def _styles() -> Iterator[tuple[str, TextStyle | FontFace]]:
    yield "h1", TextStyle(font_style="B", font_size_pt=20, color=INK, t_margin=0, b_margin=2)
    yield "h2", TextStyle(font_style="B", font_size_pt=13, color=ACCENT, t_margin=5, b_margin=0.2)
    yield "h3", TextStyle(font_style="B", font_size_pt=10.5, color=INK, t_margin=2.5, b_margin=0.2)
    yield "li", TextStyle(l_margin=4, t_margin=0.6)
    yield "p", TextStyle(t_margin=0, b_margin=1.2)
    yield "code", FontFace(family="Inter", size_pt=8)
