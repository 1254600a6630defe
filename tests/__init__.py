"""The tests; `servers`, `builders` and `fakes` are shared by all of them."""
