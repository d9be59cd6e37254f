"""What reaches a person, how and when; every promise is a row."""
