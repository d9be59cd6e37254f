"""People, how they sign in, their choices, their centres and roles."""
