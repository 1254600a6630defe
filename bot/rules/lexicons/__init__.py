"""Words of operators found in words of letters, with what denies them."""
