"""Code blocks: their lines, and the colours of these, long ones in slices."""
