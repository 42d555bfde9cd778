"""`python -m crural` does what the command `crural` does."""

from crural.surfaces.cli import cli

if __name__ == "__main__":
    cli(prog_name="crural")
