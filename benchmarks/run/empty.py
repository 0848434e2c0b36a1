"""The least a Prefect flow can do: what `reviewdue run` is measured against."""

from prefect import flow


@flow
def empty() -> int:
    """Nothing."""
    return 1


if __name__ == "__main__":
    empty()
