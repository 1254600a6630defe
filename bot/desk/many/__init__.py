"""Many reports of one matter: what resembles, incidents, storms."""
