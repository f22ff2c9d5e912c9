"""People, teams and roles; signing in."""
