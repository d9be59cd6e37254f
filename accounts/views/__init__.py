"""Pages, by noun. Each finds, calls one service, answers."""
