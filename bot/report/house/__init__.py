"""Who writes, and for which establishment."""
