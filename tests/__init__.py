"""The tests: rules first, then stores, pages, journeys; every server they need is started by them."""
