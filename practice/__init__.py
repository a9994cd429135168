"""What all parts share: values and pure rules, with no input or output, no clock and no randomness."""
