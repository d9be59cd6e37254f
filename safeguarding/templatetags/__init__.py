"""Template tags of safeguarding."""
