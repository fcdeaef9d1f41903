"""Scrapy as its documentation shows it: a SitemapSpider, XPath, a CSV feed.

Usage: python scrapy_default.py BASE_URL OUT.csv
All settings are the defaults, but for as many requests at once as every contender may have.
"""

import sys
from collections.abc import Iterator
from typing import Any

from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse
from scrapy.spiders import SitemapSpider
from small_fields import product

_TEXTS = "//body//text()[not(parent::script or parent::style)]"


class ShopSpider(SitemapSpider):
    """Follows the sitemaps that robots.txt names."""

    name = "shop"

    def parse(self, response: TextResponse) -> Iterator[dict[str, Any]]:
        """One page, one row."""
        yield {
            "url": response.url,
            "status": response.status,
            "bytes": len(response.body),
            "title": response.xpath("normalize-space(//title)").get(),
            "description": response.xpath('//meta[@name="description"]/@content').get(),
            "canonical": response.xpath('//link[@rel="canonical"]/@href').get(),
            "robots": response.xpath('//meta[@name="robots"]/@content').get(),
            "language": response.xpath("/html/@lang").get(),
            "h1": response.xpath("normalize-space(//h1)").get(),
            "h1_count": len(response.xpath("//h1")),
            "words": len(" ".join(response.xpath(_TEXTS).getall()).split()),
            "links": len(response.xpath("//a[@href]")),
            "images": len(response.xpath("//img")),
            **product(response.xpath('//script[@type="application/ld+json"]/text()').getall()),
        }


def crawl(spider: type[SitemapSpider], base: str, out: str) -> None:
    """Runs a spider over the shop."""
    settings = {
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "LOG_LEVEL": "ERROR",
        "FEEDS": {out: {"format": "csv"}},
    }
    process = CrawlerProcess(settings)
    process.crawl(spider, sitemap_urls=[f"{base}/robots.txt"])
    process.start()


if __name__ == "__main__":
    crawl(ShopSpider, *sys.argv[1:3])
