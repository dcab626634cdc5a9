"""Forms of occasions: input to clean data. What was typed is shown again whatever happens."""
