"""Ways to a person, one file each: `address(user)` says whether and where, `send(delivery)` carries a message there,
unless the person's own programs fetch it."""


from datetime import timedelta
from typing import Any


class Failed(Exception):
    """The message did not arrive. `permanent`: trying again cannot help; `after`: how long we are asked to wait."""

    permanent = False

    def __init__(self, *args: object, after: timedelta | None = None) -> None:
        super().__init__(*args)
        self.after = after

    def settle(self, delivery: Any) -> None:
        """What else follows for the channel; called once it is noted, where the database may be used."""


class Retry(Failed):
    """This message may arrive later."""


class Unreachable(Retry):
    """The channel itself does not answer: no other message would arrive now either."""


class CutOff(Unreachable):
    """The channel fell silent while it was taking this message. That may be about this message alone: only when it
    happens to two recipients, one after the other, does the channel count as silent."""


class Permanent(Failed):
    """This message cannot arrive."""

    permanent = True
