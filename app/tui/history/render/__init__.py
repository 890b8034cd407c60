"""Text to rows: Markdown, code, tables and formulas to lines, lines to the strips that are painted."""
