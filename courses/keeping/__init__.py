"""Lessons without a line: the service worker, the installable page, what is kept on a phone, passing it on."""
