"""Wiring, clockwork and supervision: the only place that builds things."""
