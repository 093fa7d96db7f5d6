"""Flask lives here and nowhere else: three surfaces, each a WSGI application of its own."""
