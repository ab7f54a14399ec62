"""Where ready-made reasons are read, changed, taken in and handed on."""
