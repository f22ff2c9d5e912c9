"""Recordings as bytes with a state: segments, pieces, renditions and the jobs that make them."""
