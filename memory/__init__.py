"""What is remembered: the journal, which is the truth, and Chroma, which is recalled from."""
