"""Who practices and how often; only reads."""
