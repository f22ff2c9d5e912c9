"""What a manager and a rep agree on, and the time that goes into coaching."""
