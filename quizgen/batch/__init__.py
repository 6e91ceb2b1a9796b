"""Many articles at once: propose quizzes for each, select by the rules of the run, journal, and write a format."""
