"""Profiles: switching between them, and keeping them."""
