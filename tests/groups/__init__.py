"""Groups: rules of time, listings, pages."""
