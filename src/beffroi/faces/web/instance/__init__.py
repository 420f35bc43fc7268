"""Pages of the exploitant: authorities by counts and bytes, never titles nor text; state of the machine."""
