"""How fast the product is, measured from outside: `make bench` prints a table and keeps it in results.md."""
