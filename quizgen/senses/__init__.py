"""What a word means in its contexts: channels of similarity, classes, and the senses that contexts fall into."""
