"""The connection doctor: what keeps the console from Flip, stage by stage."""
