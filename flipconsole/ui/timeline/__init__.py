"""The timeline: a lane per battery, a bar per command."""
