"""The working-day calendar with make-up days, and due dates that explain themselves."""
