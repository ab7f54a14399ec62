"""What an operator sees and can do, without a window."""
