"""The same application layer on the command line."""
