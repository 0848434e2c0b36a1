"""What a source says of its own currency in its own words: pure, without a socket or a clock.

`read_notice(text, url)` reads a notice or the words of a page, `read_page(html, url)` a page of HTML.
"""

from reviewdue.currency.names import Link, Named
from reviewdue.currency.notices import Notice, read_notice
from reviewdue.currency.pages import notice_in, read_page

__all__ = ["Link", "Named", "Notice", "notice_in", "read_notice", "read_page"]
