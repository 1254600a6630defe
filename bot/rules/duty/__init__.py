"""Who is on call: schedules, turns, calendars of others, and the proof that somebody always is."""
