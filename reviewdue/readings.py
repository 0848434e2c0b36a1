"""How the pages of a source are read, from the configuration, and what a page's reading depends on."""

import hashlib
from datetime import date

import reviewdue
from reviewdue.entering import Filing
from reviewdue.fieldmaps import FieldMap
from reviewdue.pagefacts import Reading
from reviewdue.pages import DueRule
from reviewdue.settings import Settings, Source


def reading_of(settings: Settings, source: Source) -> Reading:
    """How the files of a source are read, from the configuration."""
    own = FieldMap(own=source.fields)
    return Reading(
        fields=own,
        labels=own.labels(),
        order=source.date_order,
        zone=settings.publisher.zone,
        due_rule=DueRule(intervals=settings.policy.intervals),
        base_url=settings.publisher.base_url,
    )


def fingerprint_of(settings: Settings, source: Source) -> str:
    """What a page's reading depends on beside its file: another program or configuration reads it anew."""
    policy = settings.policy
    parts = (reviewdue.__version__, settings.publisher, source, sorted(policy.intervals.items()), policy.window)
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


def filing_of(settings: Settings, source: Source, today: date) -> Filing:
    """Under what the pages of a source are filed on a day."""
    return Filing(source.name, f"{fingerprint_of(settings, source)}:", today)
