"""The words of the language with the field's own among them, by which `words` cuts a text."""

import rjieba

from xieshang.texts.terms import TERMS

__all__ = ["rjieba"]

for _term in TERMS:  # into the library's own dictionary, which it loads anyway: another one is 25 MB in each process
    rjieba.add_word(_term, None, None)
