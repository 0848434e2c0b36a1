"""Review tasks: what calls for a review, what becomes of a task, and what people do with one."""

from reviewdue.tasks.tasks import ACTIVE, Finding, Reason, Supposed, Task, TaskEvent, TaskReason, TaskState

__all__ = ["ACTIVE", "Finding", "Reason", "Supposed", "Task", "TaskEvent", "TaskReason", "TaskState"]
