"""Flowed text (RFC 3676) in, its paragraphs joined again out."""

from __future__ import annotations


def unflowed(text: str, delete_space: bool) -> str:
    """Flowed text with its paragraphs joined again; quotation depth and the signature line are kept."""
    out: list[str] = []
    last_depth, open_line = 0, False
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        flows = bare.endswith(" ") and bare != "-- "
        if open_line and depth == last_depth and bare != "-- ":
            out[-1] += bare[:-1] if flows and delete_space else bare
        else:
            out.append((">" * depth + " " if depth else "") + (bare[:-1] if flows and delete_space else bare))
        open_line, last_depth = flows, depth
    return "\n".join(out)
