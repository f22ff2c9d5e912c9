"""The inbox, and the same by mail."""
