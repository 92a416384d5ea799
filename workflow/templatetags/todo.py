"""Words of the inbox, in templates."""

from django import template

from workflow import todo

register = template.Library()
register.filter("pool_words", todo.pool_words)
register.filter("desk_beside", todo.desk_beside)
