"""What the desk keeps: the values that pass through its ports."""
