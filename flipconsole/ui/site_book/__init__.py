"""The site book: what is known of every battery, to be seen, searched, changed, taken in and handed on."""
