"""How pages and commands reach the database: Django's way, with a cheaper look at whether it still stands."""
