"""What can be done with the crisis directory."""
