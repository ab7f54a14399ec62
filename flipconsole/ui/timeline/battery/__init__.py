"""One battery opened: what it will do, and whether it can."""
