"""What makes one window of the views: actions, arrangement, remembered places, closing."""
