"""Electronic mail: what a note says, and how it is handed over by SMTP."""
