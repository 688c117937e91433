"""The inspector's pages: server-made HTML over the projected database, readable without JavaScript."""
