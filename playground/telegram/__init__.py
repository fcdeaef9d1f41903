"""A Telegram Bot API server on loopback: the real protocol and its limits, an in-memory world.

`server` composes it; `text` parses what a bot writes, `world` holds people, chats and messages,
`api` is the face a bot talks to, `control` the face a person or a test talks to.
"""
