"""Telling other systems of moves: who subscribed to what, with which secret, and what they are told."""
