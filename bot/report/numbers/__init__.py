"""Numbers told apart: FINESS, SIREN, NIR, phone."""
