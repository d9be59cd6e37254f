"""Everything that runs Recovery Network on one computer: PostgreSQL, Valkey, web, worker, beat."""
