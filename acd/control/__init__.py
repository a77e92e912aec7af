"""One local API over a unix socket: the command line and the web page are its clients."""
