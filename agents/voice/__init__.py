"""How an agent speaks through a model: one step of it, and all that may go wrong with it."""
