"""One function per verb; everything that promises, sends or answers for a message."""
