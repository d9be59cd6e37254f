"""What is measured, printed beside its floor and the state of the machine. Never a test."""
