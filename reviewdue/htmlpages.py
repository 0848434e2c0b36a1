"""What an HTML file says of itself in its head: title, language, metadata and schema.org data."""

import json
import re
from html import unescape
from typing import Any

TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.I | re.S)
LANGUAGE = re.compile(r"<html[^>]*\blang=[\"']?([\w-]+)", re.I)
META = re.compile(r"<meta\s[^>]*>", re.I)
ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
JSON_LD = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.I | re.S)
PAGE_FACTS = ("name", "headline", "url", "lastReviewed", "dateModified", "inLanguage", "citation")


def facts_in_html(text: str) -> dict[str, Any]:
    """Facts by the names the page gives them; schema.org data wins over meta elements, both over the title."""
    facts: dict[str, Any] = {}
    if found := TITLE.search(text):
        facts["title"] = " ".join(unescape(found[1]).split())
    if found := LANGUAGE.search(text):
        facts["lang"] = found[1]
    for tag in META.findall(text):
        attributes = {name.lower(): double or single for name, double, single in ATTRIBUTE.findall(tag)}
        if (name := attributes.get("name") or attributes.get("property")) and "content" in attributes:
            facts.setdefault(name, unescape(attributes["content"]))
    for block in JSON_LD.findall(text):
        facts.update(_facts_in_json_ld(block))
    return facts


def _facts_in_json_ld(block: str) -> dict[str, Any]:
    try:
        data = json.loads(block)
    except (ValueError, RecursionError):
        return {}
    items = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    pages = [item for item in items if isinstance(item, dict) and "lastReviewed" in item]
    return {key: value for page in pages[:1] for key, value in page.items() if key in PAGE_FACTS}
