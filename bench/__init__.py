"""How fast the desk works, beside the same work done bare with the same libraries. See bench/README.md."""
