"""The parts that HTTP handlers and background tasks share, joined once in `app`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.settings import Settings
from handoff.store.database import Database

if TYPE_CHECKING:
    from handoff.bot_client import BotClient
    from handoff.cases.cases import Cases
    from handoff.cases.own_links import OwnLinks
    from handoff.inbox import Inbox
    from handoff.phrases import Phrases
    from handoff.pictures.album import Album
    from handoff.policy.policies import Policies


@dataclass(frozen=True)
class Parts:
    settings: Settings
    clock: Clock
    bell: Bell
    database: Database
    policies: "Policies"
    phrases: "Phrases"
    questions: "Phrases"  # what the bot asks about a missing fact; an agent may ask it too
    bot: "BotClient"
    inbox: "Inbox"
    cases: "Cases"
    album: "Album"
    own_links: "OwnLinks"
