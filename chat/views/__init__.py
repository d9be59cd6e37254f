"""Pages and answers of a room: find it with `visible_to`, call one service, answer."""
