"""Rules held against dated scenarios, and what no scenario would notice."""
