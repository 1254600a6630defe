"""Words and what they mean together: folded text, terms, families, statements, and what denies them."""
