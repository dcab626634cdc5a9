"""The five words: rule, action, lifecycle, event, errand; and nothing else."""
