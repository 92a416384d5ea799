"""Deadlines that ring: rows armed for one term of one subject, and the sweep that fires them."""
