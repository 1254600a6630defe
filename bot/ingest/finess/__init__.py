"""The directory of establishments (FINESS), out of the files in which it is published."""
