"""Decisions: when, where, how urgent, who, and why."""
