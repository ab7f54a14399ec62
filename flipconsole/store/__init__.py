"""What survives a crash: SQLite for answers, journal and the last list; small files for settings."""
