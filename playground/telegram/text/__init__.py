"""Formatted text as the server understands it: parse mode, entities, detection. Pure."""
