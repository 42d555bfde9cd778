"""`crural mcp`: the MCP server for an assistant on this machine, or over HTTP."""

from __future__ import annotations

import click


@click.command()
@click.option("--http", is_flag=True, help="Serve over HTTP at /mcp instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on (with --http).")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="With --http.")
@click.option("--tools", is_flag=True, help="Print the names of the tools, and end.")
def mcp(http: bool, host: str, port: int, tools: bool) -> None:
    """Let an assistant ask Crural over the Model Context Protocol.

    Standard output carries only the protocol. Nothing is kept between calls.

    Example: crural mcp --tools
    """
    import asyncio

    from crural.knowledge import load
    from crural.surfaces.mcp.server import server_of

    server = server_of(load())
    if tools:
        for tool in asyncio.run(server.list_tools()):
            click.echo(f"{tool.name:<14} {(tool.description or '').partition(chr(10))[0]}")
    elif http:
        server.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
    else:
        server.run("stdio")
