"""Everything about the selected command: what it asks, where its answer stands, every field, its life."""
