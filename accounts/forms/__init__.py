"""What people fill in, by noun. No form changes anything by itself."""
