"""A person's calendar for the phone: terms and sessions as iCalendar, read without a login at a secret address."""
