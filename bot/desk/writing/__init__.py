"""Letters out: to whom, of what, once; answers, notices, reminders and alarms."""
