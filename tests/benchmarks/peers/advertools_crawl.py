"""advertools.crawl over the first addresses of the sitemap; it reads what it always reads.

Usage: python advertools_crawl.py BASE_URL OUT.jsonl PAGES
"""

import sys
from urllib.parse import urlsplit

import advertools


def main(base: str, out: str, pages: int) -> None:
    """Crawls a list of addresses, as the sitemap gives them."""
    sitemap = advertools.sitemap_to_df(f"{base}/robots.txt")
    advertools.crawl(
        sitemap["loc"].head(pages).tolist(),
        out,
        allowed_domains=[
            urlsplit(base).hostname
        ],  # its own guess holds the port and matches nothing
        custom_settings={
            "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": True,
            "LOG_LEVEL": "ERROR",
        },
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
