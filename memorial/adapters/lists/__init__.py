"""Lists of names as files, CSV, TSV and spreadsheets. Nothing is imported here, so that the child starts quickly."""
