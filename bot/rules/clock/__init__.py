"""Business time: holidays, weeks, calendars and windows as sets of intervals."""
