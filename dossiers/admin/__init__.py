"""Configuration pages. What moves through the door (dossiers, papers, votes, decisions, the journal) has none."""

from dossiers.admin import catalogue, organisation, people, rules, seasons

__all__ = ["catalogue", "organisation", "people", "rules", "seasons"]
