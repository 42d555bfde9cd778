"""CDS Hooks 2.0: cards for a health-record system. It maps requests to a case, and an answer to cards."""
