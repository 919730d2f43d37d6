"""People who log in, and what they may do from when to when. Flask-Security does the work; here is what is ours."""
