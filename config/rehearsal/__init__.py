"""A whole season played through the ordinary application: read, cast, play, try what must be refused, compare."""
