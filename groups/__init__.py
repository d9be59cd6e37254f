"""Support groups, their meetings, the finder, and lists from elsewhere."""
