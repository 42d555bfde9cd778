"""The REST interface: JSON in, JSON out, stateless, described by OpenAPI 3.1. It maps; the core answers."""
