"""Workers know time: the command line, the supervisor, and every job, one a file."""
