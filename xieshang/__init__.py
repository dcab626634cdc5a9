"""Xieshang: software for a consultative assembly. The rooms and their order are in docs/house.md."""
