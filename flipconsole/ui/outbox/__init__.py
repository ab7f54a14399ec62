"""Every answer that has not arrived or needs a person, also of commands that no row shows."""
