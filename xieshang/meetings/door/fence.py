"""How far somebody is from the place of an occasion."""

from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH: Final = 6_371_008.8  # mean radius in metres
WORST: Final = 200  # metres: a position that is less sure than this says nothing


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """Metres between two places given in degrees, along the surface (haversine)."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    half = sin((other_phi - phi) / 2) ** 2
    half += cos(phi) * cos(other_phi) * sin(radians(other_longitude - longitude) / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(half))))


def is_inside(metres: int, radius: int) -> bool:
    """Is somebody so far from the middle inside a fence of that radius?"""
    return metres <= radius
