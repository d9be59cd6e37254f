"""What a machine keeps: each rule is a function over sources, and each is shown to bite."""
