"""Bots, people, chats, messages, files and queues of updates, in memory. No HTTP here."""
