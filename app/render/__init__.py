"""Two renderers behind one protocol."""
