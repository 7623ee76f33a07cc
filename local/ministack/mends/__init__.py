"""One module a difference between MiniStack and AWS. Each says both sides, and has an `apply()`."""
