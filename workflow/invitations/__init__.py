"""Late hand-in: after the last day of the plan a unit sends only on an invitation, by that invitation's own day."""
