"""The list of commands: most urgent first, filtered by chips and words, never moving under the operator's hand."""
