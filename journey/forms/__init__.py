"""What a person writes on their own pages."""
