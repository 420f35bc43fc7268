"""One module per family of formats: bytes in, a Draft out. They run only inside the fence's child process."""
