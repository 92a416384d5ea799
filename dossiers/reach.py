"""Whether what is sent to a person arrives, as the pages of accounts show it: the post office above answers."""

from collections.abc import Callable, Collection, Mapping

Provider = Callable[[Collection[int]], Mapping[int, str]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register `function(user pks)`: for each person who is not reached, in which way and why, in words."""
    if function not in _providers:
        _providers.append(function)
    return function


def trouble_of(pk: int) -> str:
    """What does not reach this person; empty when all does."""
    found = (one([pk]).get(pk, "") for one in _providers)
    return " ".join(text for text in found if text)
