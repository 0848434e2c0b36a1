"""Roles of those who sign in, the rights that each role has, and the scopes of what programs have; pure."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the live dashboard; each may do what those before it may."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    ADMIN = "admin"


class Right(StrEnum):
    """What can be allowed: every change asks for one of these."""

    SEE = "see"  # every screen, and flagging what needs a look
    REVIEW = "review"  # acting on tasks that are one's own
    MANAGE = "manage"  # acting on any task, and on plans
    ADMINISTER = "administer"  # tokens, and what others let in


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.SEE}),
    Role.REVIEWER: frozenset({Right.SEE, Right.REVIEW}),
    Role.MANAGER: frozenset({Right.SEE, Right.REVIEW, Right.MANAGE}),
    Role.ADMIN: frozenset(Right),
}
# By what people are in the register, where nothing else is said; anybody else may look.
USUAL_ROLES: Mapping[str, Role] = {"reviewer": Role.REVIEWER, "content_manager": Role.MANAGER}


class Scope(StrEnum):
    """What a program's token is good for."""

    READ = "read"  # pages, sources, people, problems, figures
    TASKS = "tasks"  # acting on review tasks, with the rights of its person and no more
    METRICS = "metrics"  # figures for Prometheus
