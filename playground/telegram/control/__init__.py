"""The control API under `/sim`: people's side of the chats, faults, time, transcript."""
