"""Chinese text as pure functions: words for search, likeness, the parts of a proposal, names, redaction."""
