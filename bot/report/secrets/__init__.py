"""What must not be repeated in any letter."""
