"""Forms of occasions: input to clean data."""
