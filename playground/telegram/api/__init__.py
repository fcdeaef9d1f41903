"""The Bot API: what a bot's HTTP call means, what it may do, what it is answered."""
