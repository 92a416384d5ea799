"""Words about a dossier for templates."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dossiers import rows, text

register = template.Library()
register.filter("holder", rows.holder)


@register.filter
def marked(shown: str, words: str) -> SafeString:
    """`shown`, escaped, with what was looked for marked where it stands, accents and all."""
    cut = [("mark" if hit else "", piece) for piece, hit in text.pieces(str(shown), words or "")]
    return format_html_join("", "{}", ((_marked(piece) if tag else piece,) for tag, piece in cut))


def _marked(piece: str) -> SafeString:
    return format_html("<mark>{}</mark>", piece)
