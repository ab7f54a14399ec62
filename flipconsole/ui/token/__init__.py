"""Where a token is entered, tried, kept and forgotten."""
