"""Who should practice what by when."""
