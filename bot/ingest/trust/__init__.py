"""What may be believed of a letter: who wrote it, whether its seals and signatures hold, whether a file is infected."""
