"""The avatar: a character's parts, its moving picture, and what makes it live."""
