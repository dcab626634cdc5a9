"""The command line `xieshang`. `main` finds the commands, each in a module of its own name."""
