"""Lists from elsewhere, with their notices."""
