"""`python -m reviewdue` is the command itself, and so is `reviewdue`."""


def main() -> None:
    """Run the command."""
    # The processes that parse large sites import this module again, and have no use for the command.
    from reviewdue.cli import main as command

    command()


if __name__ == "__main__":
    main()
