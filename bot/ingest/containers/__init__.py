"""Files of a letter, and those that hold others: TNEF, .msg, attached letters, archives."""
