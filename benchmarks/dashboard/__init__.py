"""What the live dashboard takes on a large ledger, beside Datasette on the same file."""
