"""How an operator marks commands: "I am on it", a note, putting off."""
