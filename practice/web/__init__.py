"""Furniture shared by every door: the current person, access, security headers, errors as pages."""
