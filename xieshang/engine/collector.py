"""Python's collector of cycles, told what need not be walked through."""

import gc


def spare_what_stands(threshold: int) -> None:
    """What is in memory now stays: the collector leaves it alone, and comes by every `threshold` new objects."""
    gc.freeze()
    gc.set_threshold(threshold, 20, 20)
