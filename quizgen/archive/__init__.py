"""From an archive of articles to what the index is made of: words, vectors and contexts."""
