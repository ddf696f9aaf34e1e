"""One module a page: parse, call, render."""
