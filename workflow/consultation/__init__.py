"""Consultation: one letter asks others for their opinion on many dossiers; and what others ask this body about."""
