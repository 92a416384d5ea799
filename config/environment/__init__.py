"""What the environment may say, and one clear line when it says something else.

Every reader takes the raw mapping and returns a checked value, or raises `BadSetting` whose text is
that line. Values that may hold a password are never repeated in it.
"""

from config.environment.database import read_database
from config.environment.messages import read_broker, read_mail, read_zalo
from config.environment.reading import BadSetting, read_flag, read_port
from config.environment.site import read_base_url, read_hosts, read_media, read_secret

__all__ = [
    "BadSetting", "read_base_url", "read_broker", "read_database", "read_flag", "read_hosts", "read_mail",
    "read_media", "read_port", "read_secret", "read_zalo",
]
