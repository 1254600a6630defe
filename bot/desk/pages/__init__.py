"""Waking somebody: pages, what is answered to them, and the proof that they arrive."""
