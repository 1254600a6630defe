"""What happened, whom it touches, how it stands."""
