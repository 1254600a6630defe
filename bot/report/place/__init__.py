"""Where it is: départements, towns, postcodes, the directory of establishments."""
