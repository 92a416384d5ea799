"""Ways to a person, one file each: `address(user)` says whether and where, `send(delivery)` carries a message there."""


class Failed(Exception):
    """The message did not arrive. `permanent`: trying again cannot help."""

    permanent = False


class Retry(Failed):
    """This message may arrive later."""


class Unreachable(Retry):
    """The channel itself does not answer: no other message would arrive now either."""


class Permanent(Failed):
    """This message cannot arrive."""

    permanent = True
