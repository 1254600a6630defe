"""Labels and boxes: what a form asks, and what it was answered."""
