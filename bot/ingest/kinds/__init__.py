"""What kind of letter it is: a person's, a delivery report, a note of absence, another machine's, junk."""
