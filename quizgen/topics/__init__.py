"""What an article is about, as one small vector, and which other articles are of the same story."""
