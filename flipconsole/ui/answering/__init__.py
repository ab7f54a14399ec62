"""How an operator answers: three actions, the question before the unusual ones, and undo."""
