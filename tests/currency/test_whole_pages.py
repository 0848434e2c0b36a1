"""Whole pages as publishers have them, each with what it is: replaced, withdrawn, retracted, or alive."""

from datetime import date

import pytest

from reviewdue.currency import read_page
from reviewdue.verdicts import Currency, Integrity

TODAY = date(2026, 11, 25)
ARTICLE = "<p>It says what helps, whom it helps, and what is not known yet. People should be offered support.</p>" * 25
MENU = "<header><nav><a href=/>Home</a><a href=/w>Withdrawn guidance</a><a href=/a>Archive</a></nav></header>"
FOOT = "<footer><p>Archived content. This site was last updated on 1 May 2024. Superseded pages are kept.</p></footer>"
PAGES = (
    (
        "superseded",
        "https://www.example.org/guidance/cg81",
        "Overview | Advanced breast cancer | Guidance",
        "<h1>Advanced breast cancer: diagnosis and treatment</h1><p>Clinical guideline [CG81] "
        "Published: 23 February 2009</p><p>This guideline has been updated and replaced by <a "
        "href='/guidance/ng300'>NICE guideline NG300</a>.</p>",
    ),
    (
        "live",
        "https://www.example.org/guidance/ng101",
        "Overview | Early breast cancer | Guidance",
        "<h1>Early and locally advanced breast cancer</h1><p>NICE guideline [NG101] Published: 18 July "
        "2018 Last updated: 16 January 2024</p><p>This guideline updates and replaces NICE guideline "
        "CG80.</p><h2>Is this guideline up to date?</h2><p>In January 2023 we checked this "
        "guideline.</p>…",
    ),
    (
        "withdrawn",
        "https://www.example.org/guidance/x",
        "[Withdrawn] COVID-19: guidance for households",
        "<section class='gem-c-notice'><h2>This guidance was withdrawn on 1 April 2022</h2><p>It's no "
        "longer needed. See <a href='/living-safely'>living safely</a>.</p></section><h1>COVID-19: "
        "guidance for households</h1><p>Published 12 March 2020 Last updated 24 March 2022</p>…",
    ),
    (
        "superseded",
        "https://www.example.org/cdsr/doi/10.1002/14651858.CD001234.pub2/full",
        "Exercise for lymphoedema | Library",
        "<div class='alert'>This is not the most recent version of the article. <a href='/pub3'>View "
        "current version (26 January 2023)</a></div><h1>Exercise for lymphoedema</h1>…",
    ),
    (
        "live",
        "https://www.example.org/cdsr/doi/10.1002/14651858.CD001234.pub3/full",
        "Exercise for lymphoedema | Library",
        "<h1>Exercise for lymphoedema</h1><p>Version published: 26 January 2023</p><p>This is an update "
        "of a review first published in 2012.</p>…<h2>Version history</h2><p>Exercise for lymphoedema "
        "(superseded version, 2012)</p>",
    ),
    (
        "live",
        "https://www.example.org/breast-screening",
        "Breast screening",
        "<div class='notice'>Coronavirus (COVID-19): the guidance on visiting has been withdrawn.</div>"
        "<h1>Breast screening</h1>…",
    ),
    (
        "live",
        "https://www.example.org/our-guidelines/",
        "Our guidelines",
        "<h1>Our guidelines</h1><ul><li>SIGN 107 Headache (superseded by SIGN 155)</li><li>SIGN 64 "
        "(archived)</li><li>SIGN 155 Migraine</li></ul>…",
    ),
    (
        "withdrawn",
        "https://www.example.org/our-guidelines/sign-134",
        "Treatment of primary breast cancer",
        "<h1>Treatment of primary breast cancer</h1><p>This guideline has been withdrawn as it is more "
        "than 10 years old and some recommendations are out of date.</p><p>SIGN 134, September 2013</p>",
    ),
    (
        "superseded",
        "https://www.example.org/uspstf/recommendation/breast-cancer-screening",
        "Breast Cancer: Screening (2016)",
        "<div class='alert alert-warning'>This topic has been updated. This is not the current "
        "recommendation.</div><h1>Breast Cancer: Screening</h1>…",
    ),
    (
        "retracted",
        "https://www.example.org/a/1",
        "RETRACTED ARTICLE: Diet and survival",
        "<h1>RETRACTED ARTICLE: Diet and survival</h1>…",
    ),
    (
        "retracted",
        "https://www.example.org/a/2",
        "Diet and survival | Journal",
        "<div class='banner'>This article has been <a href='/r'>retracted</a>.</div><h1>Diet and survival</h1>…",
    ),
    (
        "live",
        "https://www.example.org/a/3",
        "A review of retracted papers | Journal",
        "<h1>A review of retracted papers</h1>…<p>Three of the papers had been retracted. One was "
        "retracted and replaced.</p>",
    ),
    (
        "live",
        "https://www.example.org/implants",
        "Breast implants",
        "<h1>Breast implants</h1><p>In 2018 textured implants were withdrawn from the market.</p>…",
    ),
    (
        "withdrawn",
        "https://www.example.org/x",
        "Guidelines",
        "<div class='alert'>Historical document. This page is no longer being updated.</div><h1>"
        "Guidelines for hand hygiene</h1>…",
    ),
    (
        "live",
        "https://www.example.org/gtg37a",
        "Reducing the risk of thrombosis (Green-top Guideline No. 37a)",
        "<h1>Reducing the risk of thrombosis</h1><p>This is the third edition of this guideline. It "
        "replaces the second edition, which was published in 2009.</p><p>This guideline is currently "
        "being updated.</p>…",
    ),
    (
        "superseded",
        "https://www.example.org/gtg37b",
        "Green-top Guideline No. 12",
        "<h1>Management of pain</h1><p class='info'>Please note that this guideline has been archived "
        "and replaced by Green-top Guideline No. 72.</p>…",
    ),
    (
        "live",
        "https://www.example.org/policy",
        "Retention policy",
        "<h1>Retention policy</h1><p>Documents that are superseded are withdrawn from use and archived "
        "for eight years.</p>…",
    ),
    (
        "live",
        "https://www.example.org/guidance/ng12",
        "Suspected cancer",
        "<h1>Suspected cancer: recognition and referral</h1><p>This guideline replaces CG27.</p>…<aside>"
        "<h2>Related guidance</h2><ul><li>CG27 (replaced)</li><li>TA121 Withdrawn</li></ul></aside>",
    ),
    (
        "superseded",
        "https://www.example.org/123/",
        "Exercise for lymphoedema - Index",
        "<h1>Exercise for lymphoedema</h1><div id='linked-updates'><h3>Update in</h3><ul><li><a "
        "href='/456/'>Exercise for lymphoedema.</a> Cochrane Database Syst Rev. 2023;1:CD001234.</li>"
        "</ul></div>…",
    ),
    (
        "live",
        "https://www.example.org/leaflet",
        "Lumpectomy leaflet",
        "<h1>Lumpectomy</h1>…<p>Last reviewed: May 2024. Next review: May 2027. This leaflet replaces "
        "all earlier versions, which should be destroyed.</p>",
    ),
    (
        "withdrawn",
        "https://www.example.org/old",
        "Archive: Smoking guidance",
        "<h1>Archive: Smoking guidance</h1><p>You are looking at archived guidance.</p>…",
    ),
    (
        "live",
        "https://www.example.org/x",
        "Guideline on clinical investigation Rev. 6",
        "<h1>Guideline on the clinical investigation of anticancer products</h1><p>This document "
        "replaces revision 5.</p><table><tr><th>Current version</th><td>Revision 6, effective 1 June "
        "2024</td></tr><tr><th>Previous versions</th><td>Revision 5 (superseded)</td></tr></table>…",
    ),
)


@pytest.mark.parametrize(("label", "url", "title", "body"), PAGES, ids=[one[1].rpartition("org")[2] for one in PAGES])
def test_a_whole_page_is_what_it_says_of_itself(label: str, url: str, title: str, body: str) -> None:
    words = body.replace("…", ARTICLE)
    html = (
        f"<!doctype html><html><head><title>{title}</title></head><body>{MENU}<main>{words}</main>{FOOT}</body></html>"
    )

    notice = read_page(html, url, today=TODAY)

    ended = notice.status if notice.status in (Currency.SUPERSEDED, Currency.WITHDRAWN) else "live"
    assert ("retracted" if notice.integrity is Integrity.RETRACTED else ended) == label
