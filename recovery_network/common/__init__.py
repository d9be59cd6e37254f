"""What two or more apps need, and nothing that belongs to one of them."""
