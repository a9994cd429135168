"""What each command of the program does, and how it is reached from the command line."""
