"""The pages: at the entrance, of one's own account, of the people an administrator looks after, of roles."""
