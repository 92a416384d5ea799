"""Configuration pages. What moves through the door (dossiers, papers, votes, decisions, the journal) has none."""

from dossiers.admin import catalogue, documents, organisation, people, rules, seasons

__all__ = ["catalogue", "documents", "organisation", "people", "rules", "seasons"]
