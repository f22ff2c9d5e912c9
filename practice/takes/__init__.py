"""Recording attempts: private until submitted."""
