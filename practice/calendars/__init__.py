"""What is due, in the calendar that people look at anyway."""
