"""What a letter says as a report of an incident, each value with where it was read."""
