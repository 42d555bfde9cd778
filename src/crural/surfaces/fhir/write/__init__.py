"""One small module for each resource that is written."""
