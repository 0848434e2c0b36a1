"""The kinds of values that settings are made of, each with what it takes and what it says of anything else."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from reviewdue.intervals import Interval, parse_interval


def _length(value: object) -> object:
    return parse_interval(value) if isinstance(value, str) else value


def read_days(value: object) -> object:
    """A number of days, also written as `90 days` or `4 weeks`."""
    if not isinstance(value, str) or value.strip().lstrip("+-").isdigit():
        return value
    length = parse_interval(value)
    if length.months:
        raise ValueError("count this one in days or weeks, such as 90 days")
    return length.days


def _network(value: object) -> IPv4Network | IPv6Network:
    try:
        return ip_network(str(value))
    except ValueError as error:
        raise ValueError(f"{error}; write a network such as 10.0.0.0/8") from None


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Length = Annotated[Interval, BeforeValidator(_length)]
Days = Annotated[int, BeforeValidator(read_days), Field(ge=0, le=36_500)]
Network = Annotated[IPv4Network | IPv6Network, PlainValidator(_network)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class Section(BaseModel):
    """A part of the configuration; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
