"""What is asked of the declarant, and what he answers."""
