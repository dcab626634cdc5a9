"""The roll's pages."""
