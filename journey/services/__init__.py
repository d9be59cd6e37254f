"""The verbs of one's own journey."""
