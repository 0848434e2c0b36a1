"""Fetch and judge a list of addresses with the library alone, without the command around it."""

import sys
from ipaddress import ip_network
from pathlib import Path

from reviewdue.availability import Address, compare, judge
from reviewdue.web import Fetcher, FetchLimits, crawl

if __name__ == "__main__":
    urls = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    with Fetcher(FetchLimits(allow_networks=(ip_network("127.0.0.0/8"),))) as fetcher:
        answers = crawl((Address(url=url) for url in urls), fetcher.visit)
        for url, answer in compare(answers, urls):
            print(judge(answer).availability, url)
