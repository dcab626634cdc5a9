"""Files that are checked on the way in and served through rules; numbers without gaps."""
