"""What is typed, ticked and sent."""
