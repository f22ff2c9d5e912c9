"""The domain: people, practice and what it means."""
