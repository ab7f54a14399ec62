"""Who is at this computer."""
