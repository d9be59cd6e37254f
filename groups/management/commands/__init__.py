"""Commands of groups."""
