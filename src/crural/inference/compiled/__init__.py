"""The second executor: the same plan, compiled by Numba (the extra `fast`). Without Numba nothing here is used."""
