"""A desktop console for answering the Flip Energy cloud's battery commands."""

__version__ = "0.1.0"
