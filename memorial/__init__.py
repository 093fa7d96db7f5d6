"""A platform for memorials and oral history: what families entrust, what is published, and by whose consent."""
