"""What anyone may see: frozen types and the port through which the public surface reads them."""
