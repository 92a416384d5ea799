"""Papers of the office, the council and the decider: what fills their templates, and printed slips."""
