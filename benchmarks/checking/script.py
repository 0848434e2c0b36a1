"""What a script does: requests in 64 threads, one session, the status only."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests


def look(session: requests.Session, url: str) -> str:
    """Whether an address answers with a good status."""
    try:
        return "fine" if session.get(url, timeout=20).ok else "broken"
    except requests.RequestException:
        return "broken"


if __name__ == "__main__":
    urls = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    with requests.Session() as session, ThreadPoolExecutor(64) as pool:
        session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=64, pool_maxsize=64))
        for url, word in zip(urls, pool.map(lambda url: look(session, url), urls), strict=True):
            print(word, url)
