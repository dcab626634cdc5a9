"""The pages of occasions."""
