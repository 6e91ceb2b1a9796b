"""Wrong choices: finding, filtering, ranking and drawing them, for words and for numbers."""
