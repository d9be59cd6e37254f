"""One's own pages, and the page that shows what somebody shares."""
