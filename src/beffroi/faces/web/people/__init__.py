"""Pages of an authority: members, services, settings, keys, journal, long work."""
