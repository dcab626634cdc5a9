"""``python -m xieshang`` is the command line."""

from xieshang.cli.main import main

main()
