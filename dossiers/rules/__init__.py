"""The rules: each need of the life of a dossier is answered here, for a whole batch at once."""
