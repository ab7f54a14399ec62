"""What changed since somebody looked: offered after an absence, always to be had."""
