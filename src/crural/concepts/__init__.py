"""Small frozen models that every room shares: a case, an assessment, a reading, the knowledge."""
