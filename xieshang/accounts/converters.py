"""Parts of addresses."""

from django.urls.converters import StringConverter


class Reach(StringConverter):
    """One of the fields by which a person can be reached."""

    regex = "phone|email"
