"""Letters in: IMAP, files, reading, sorting."""
