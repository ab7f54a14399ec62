"""A Flip of our own, with state, time and faults on request; it knows nothing of the rest of the console."""
