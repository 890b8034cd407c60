"""The Markdown that models write, as rules of the parser. Imports markdown-it, which costs 120 ms of CPU."""
