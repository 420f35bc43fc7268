"""Pages of the bases: documents, imports, health report, bin. Reads and writes go through platform.library."""
