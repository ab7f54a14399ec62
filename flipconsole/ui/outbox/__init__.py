"""The outbox as a place beside the list: three boxes, each answer in exactly one, and what was answered in bulk."""
