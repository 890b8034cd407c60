"""The part of the history that is on screen: its place, its range, and what it reports."""
