"""Reads the catalogue files into the database: strictly, all or nothing, as often as one likes."""
