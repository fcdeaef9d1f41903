"""Sitemaps as they really are: read strictly, repaired, or salvaged, in constant memory."""
