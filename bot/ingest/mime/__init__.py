"""Octets to parts: header fields, charsets, transfer encodings and the tree of a letter."""
