"""The reminders: finds whom a reminder is due to, claims it in the ledger, sends it, and records what came of it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import holidays
from jinja2.sandbox import SandboxedEnvironment

from reviewdue.ledger import listing, reminders as reminder_ledger, runs
from reviewdue.ledger.listing import PageLine
from reviewdue.ledger.reminders import Key
from reviewdue.letters import Letter, LetterTask, ReminderLetter, render_letter
from reviewdue.mail import Delivery, DeliveryState, Envelope, Transport, build_message
from reviewdue.projects import Project
from reviewdue.reminders import Ladder, Recipient, is_quiet, people_of
from reviewdue.rendering import build_environment
from reviewdue.showing import letter_task
from reviewdue.watching import UNWATCHED, Watch

BATCH = 50
