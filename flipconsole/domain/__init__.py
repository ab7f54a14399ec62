"""What commands, answers and schedules are: pure Python, with no clock, disk, network or window."""
