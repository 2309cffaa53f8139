"""What a customer may wish of our texts, in the carriers' own words STOP and START."""

from enum import Enum


class Wish(Enum):
    STOP = "stop"
    START = "start"
