"""Who speaks: interviewer, critic, candidate coach and candidate, and the team that runs a session."""
