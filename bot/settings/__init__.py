"""Bare values of the configuration and how they are read with their place in the file."""
