"""How commands get in without a list: pasted, opened or dropped."""
