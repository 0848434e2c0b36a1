"""How sources are checked, as the configuration says it: patience, politeness, and the services that are asked."""

from typing import Annotated

from pydantic import AfterValidator, Field

from reviewdue.settingtypes import Days, Network, Section


def _address(url: str | None) -> str | None:
    if url is not None and not url.lower().startswith(("http://", "https://")):
        raise ValueError(f"“{url}” is not a web address; write it with https:// in front")
    return url.rstrip("/") if url is not None else None


Url = Annotated[str, AfterValidator(_address)]


class ServiceSettings(Section):
    """One service. `rate` is requests a second and `concurrency` how many at once; by default what it asks for."""

    url: Url
    enabled: bool = True
    key: str | None = None
    contact: str | None = None
    rate: Annotated[float | None, Field(gt=0)] = None
    concurrency: Annotated[int | None, Field(ge=1, le=64)] = None


class Doi(ServiceSettings):
    """The DOI system: which agency registered a DOI, and where it leads."""

    url: Url = "https://doi.org"


class Crossref(ServiceSettings):
    """The REST API of Crossref; with a `contact` it answers from its polite pool."""

    url: Url = "https://api.crossref.org"


class DataCite(ServiceSettings):
    """The REST API of DataCite."""

    url: Url = "https://api.datacite.org"


class PubMed(ServiceSettings):
    """The E-utilities of the NCBI; a `key` allows ten requests a second in place of three."""

    url: Url = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"


class OpenLibrary(ServiceSettings):
    """Open Library; with a `contact` it allows three requests a second in place of one."""

    url: Url = "https://openlibrary.org"


class Nice(ServiceSettings):
    """NICE's syndication API, asked only with a `key`; `products` is a feed of its products, where there is one."""

    url: Url = "https://api.nice.org.uk/services"
    products: Annotated[str | None, AfterValidator(_address)] = None


class RetractionWatch(ServiceSettings):
    """The table of Retraction Watch, fetched once a day into `store`, which is relative to the root."""

    url: Url = "https://gitlab.com/crossref/retraction-watch-data/-/raw/main/retraction_watch.csv"
    store: str = ".reviewdue/retraction-watch.db"


class Wayback(ServiceSettings):
    """The Internet Archive, asked for a copy of what is gone."""

    url: Url = "https://archive.org/wayback/available"


class Services(Section):
    """The outside services, each with its address."""

    doi: Doi = Doi()
    crossref: Crossref = Crossref()
    datacite: DataCite = DataCite()
    pubmed: PubMed = PubMed()
    openlibrary: OpenLibrary = OpenLibrary()
    nice: Nice = Nice()
    retraction_watch: RetractionWatch = RetractionWatch()
    wayback: Wayback = Wayback()

    def named(self, name: str) -> ServiceSettings:
        """The settings of one service."""
        found = getattr(self, name)
        assert isinstance(found, ServiceSettings), f"{name} is a service"  # noqa: S101
        return found


class Confirm(Section):
    """How often, and over how many days, a source must be missing before anyone is told it is gone."""

    checks: Annotated[int, Field(ge=1)] = 3
    days: Annotated[int, Field(ge=0)] = 3


class Checks(Section):
    """How sources are checked. Times in seconds; `spacing` is the pause between two calls to one host."""

    workers: Annotated[int, Field(ge=1, le=1024)] = 256
    per_host: Annotated[int, Field(ge=1, le=64)] = 4
    spacing: Annotated[float, Field(ge=0)] = 0
    timeout: Annotated[float, Field(gt=0)] = 20
    contact: str | None = None
    allow_networks: tuple[Network, ...] = ()
    confirm: Confirm = Confirm()
    every: Days = 7
    soonest: Annotated[Days, Field(ge=1)] = 1
    latest: Annotated[Days, Field(ge=1)] = 28
    services: Services = Services()
