"""What is loaded stays: the garbage collector need not look for it again and again."""

import gc

YOUNG = 10_000  # objects; Python's own 700 are a tenth of a page


def settle() -> None:
    """Call once everything is loaded, and before copies are made of this process.

    Looking through all that was imported takes 80 ms, and every tenth page waited for it; it also
    writes to memory that copies share. What a page itself leaves behind is looked through once
    every few pages, not five times in each.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
