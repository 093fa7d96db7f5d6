"""Files of transcripts: one module for each form, and what they share."""
