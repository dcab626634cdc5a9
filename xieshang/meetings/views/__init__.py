"""The pages of occasions: each loads through a query, checks the form, calls one action, and goes on."""
