"""One function per verb, by noun."""
