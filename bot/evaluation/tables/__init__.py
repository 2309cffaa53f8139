"""Every row of the report: what is asked of which data set, how we and the baseline answer, and the mark to reach."""

from evaluation.tables.public import PUBLIC
from evaluation.tables.records import RECORDS
from evaluation.tables.sound import SOUND
from evaluation.tables.stories import STORIES
from evaluation.tasks.task import Task

TASKS: tuple[Task, ...] = (*STORIES, *PUBLIC, *RECORDS, *SOUND)
