"""The wire: Flip's JSON on one side, domain objects on the other."""
