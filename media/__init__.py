"""What Freethrow knows about bytes: storing, joining, probing and encoding recordings.

Nothing in here knows people, takes or the web; it is used by the rooms above.
"""
