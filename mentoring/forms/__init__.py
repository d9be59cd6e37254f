"""Forms of who asks, who offers, and who brings them together."""
