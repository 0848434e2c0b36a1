"""`python -m reviewdue` is the command itself."""

from reviewdue.cli import main

# The processes that parse large sites import this module again, and must not run the command again.
if __name__ == "__main__":
    main()
