"""One line that says where this is, how old the list is, and what waits."""
