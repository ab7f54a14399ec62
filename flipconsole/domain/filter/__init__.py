"""The filter language of the list: words, keys with values, their negations, and what completes them."""
