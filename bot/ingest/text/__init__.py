"""Readable text: out of HTML and RTF, and what in it its author newly wrote."""
