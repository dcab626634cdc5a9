"""What is reckoned at the door, as pure functions: attendance, the code of the hall, the fence, the tally."""
