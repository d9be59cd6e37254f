"""Pages: help for everybody, one's own reports and blocks, the desk of staff, checks, the rota."""
