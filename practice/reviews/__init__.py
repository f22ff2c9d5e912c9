"""Judging a submitted take: markers, levels, feedback."""
