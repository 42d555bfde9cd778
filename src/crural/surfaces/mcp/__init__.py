"""The MCP interface: tools and resources for assistants. It maps; the core answers."""
