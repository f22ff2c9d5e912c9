"""Scenarios as plain files: one format in YAML, one reader and one writer for it."""
