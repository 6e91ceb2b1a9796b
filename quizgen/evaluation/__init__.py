"""How good the model and the index are: what each line of ``quizgen evaluate`` measures, and on what."""
