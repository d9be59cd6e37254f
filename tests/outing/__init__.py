"""Nothing that leaves the page may say what the page is about."""
