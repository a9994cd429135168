"""Plain functions that commands and agents use: the bank, rubric matching, text, presentation."""
