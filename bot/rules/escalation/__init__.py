"""Who is paged after whom, and the running case as a pure machine."""
