"""Public posting: a list is shown for a period, comments go to the office, what comes of it is kept.

The lines stay on the procedure that carries them (their appraisal goes on around the posting, and its clock runs on):
a posting is attached to them and keeps its own list.
"""
