"""Veilleur: letters that report security incidents come in, tickets stand, the right people are told in time."""

__version__ = "0.1.0"
