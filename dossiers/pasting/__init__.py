"""Reading a list that was copied from Word or Excel."""
