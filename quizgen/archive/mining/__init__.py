"""Mining keywords from a corpus: spans that name things, their categories, and who must stay out."""
