"""A believable demo: fictional centres, people and meetings, made through the services. Local only."""
