"""What people and admins do with accounts, with its audit entry and its mail."""
