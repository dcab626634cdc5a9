"""The demo city: invented people and texts, real life cycles through the rooms' own actions."""
