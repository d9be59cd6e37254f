"""One's own journey: days, check-ins, goals, tools, and who may see which of them."""
