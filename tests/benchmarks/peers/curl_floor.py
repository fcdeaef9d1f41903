"""The floor: libcurl's multi interface in a bare loop, selectolax, a CSV file, and nothing else.

Usage: python curl_floor.py BASE_URL OUT.csv
"""

import csv
import gzip
import re
import sys
from collections import deque
from io import BytesIO
from pathlib import Path

import pycurl
from protego import Protego
from small_fields import COLUMNS, read

_AT_ONCE = 32
_LOCATION = re.compile(r"<loc>([^<]+)</loc>")
_AGENT = "floor"


def main(base: str, out: Path) -> None:
    """Fetches every page of the sitemaps."""
    robots = Protego.parse(_get(f"{base}/robots.txt").decode())
    urls = deque(
        url
        for index in robots.sitemaps
        for child in _LOCATION.findall(gzip.decompress(_get(index)).decode())
        for url in _LOCATION.findall(gzip.decompress(_get(child)).decode())
        if robots.can_fetch(url, _AGENT)
    )
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        _fetch_all(urls, writer)


def _fetch_all(urls: deque[str], writer: "csv.DictWriter[str]") -> None:
    multi = pycurl.CurlMulti()
    bodies: dict[pycurl.Curl, BytesIO] = {}
    for _ in range(min(_AT_ONCE, len(urls))):
        curl = _curl()
        _aim(curl, urls.popleft(), bodies)
        multi.add_handle(curl)
    running = len(bodies)
    while running:
        multi.perform()
        _, done, failed = multi.info_read()
        if failed:
            raise SystemExit(f"failed: {failed}")
        for curl in done:
            multi.remove_handle(curl)
            url, status = curl.getinfo(pycurl.EFFECTIVE_URL), curl.getinfo(pycurl.RESPONSE_CODE)
            body = bodies[curl].getvalue()
            if urls:
                _aim(curl, urls.popleft(), bodies)
                multi.add_handle(curl)
            else:
                running -= 1
            writer.writerow(read(body, url, status))
        if not done:
            multi.select(1.0)


def _curl() -> pycurl.Curl:
    curl = pycurl.Curl()
    curl.setopt(pycurl.ACCEPT_ENCODING, "gzip")
    curl.setopt(pycurl.USERAGENT, _AGENT)
    curl.setopt(pycurl.NOSIGNAL, 1)
    return curl


def _aim(curl: pycurl.Curl, url: str, bodies: dict[pycurl.Curl, BytesIO]) -> None:
    bodies[curl] = BytesIO()
    curl.setopt(pycurl.URL, url)
    curl.setopt(pycurl.WRITEDATA, bodies[curl])


def _get(url: str) -> bytes:
    curl, bodies = _curl(), {}
    _aim(curl, url, bodies)
    curl.perform()
    return bodies[curl].getvalue()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
