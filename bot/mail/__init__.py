"""The letter, in the words of the RFCs: values without I/O."""
