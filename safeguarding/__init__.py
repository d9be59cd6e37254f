"""The crisis directory, and later reports, blocks and the on-duty rota."""
