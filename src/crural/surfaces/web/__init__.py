"""The web app: the way of one person from their own words to an answer, and pages to read. Works without script."""
