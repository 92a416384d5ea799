"""What is owed after the decision: the notice of the result or of the refusal, and the archive."""
