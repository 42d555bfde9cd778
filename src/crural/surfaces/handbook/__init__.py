"""The handbook as a folder of plain pages: no server, no outside request, readable without script."""
