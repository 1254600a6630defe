"""What a person means who answers a page or a test of reach."""
