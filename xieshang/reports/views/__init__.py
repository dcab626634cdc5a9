"""The pages of reports: figures and the report that binds them; the ledger."""
