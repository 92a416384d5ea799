"""Who hears what: act → audience → text. Read this to know whom a move is told; silence is a row too.

Audience words are explained in `notifications/audiences.py`; texts lie in templates/notifications/messages/. A text
names code, award, what happened, what to do, by when, and where; never votes, reasons, discipline: these stand on the
page, behind its access check. People in no row hear nothing; whoever did the act is never told of it.
"""

from dataclasses import dataclass, replace

from notifications.kinds import Kind


@dataclass(frozen=True)
class Tell:
    """One text for these audiences. `page`: where its link leads (`notifications.leading.PAGES`); `mail`: by e-mail
    too, not only in the application; `past`: the dossier has left that desk since, so there is nothing to do; `kind`:
    why they hear, by which each person chooses how to be told; `when`: only on that occasion
    (`notifications.reminding.occasions`)."""

    audiences: tuple[str, ...]
    text: str
    page: str = "work"
    mail: bool = True
    past: bool = False
    kind: str = Kind.NEWS
    when: str = ""


Row = tuple[Tell, ...]
SILENCE: Row = ()


def desk(text: str, *others: str, page: str = "work", mail: bool = True, kind: str = Kind.WORK) -> Tell:
    """Work has arrived: told to the people at the dossier's desk, and to `others`."""
    return Tell(("desk", *others), text, page, mail, kind=kind)


def work(audience: str, text: str, page: str = "work") -> Tell:
    """Work for people who are no dossier's desk."""
    return Tell((audience,), text, page, kind=Kind.WORK)


def unit(text: str, *others: str, mail: bool = True, kind: str = Kind.NEWS) -> Tell:
    """Something the proposing unit should know: told to its head, its drafter, and `others`."""
    return Tell(("unit_head", "drafter", *others), text, "unit", mail, kind=kind)


def office(text: str, *others: str, mail: bool = True) -> Tell:
    """Something the offices on the way should know: that of the present body and those below it."""
    return Tell(("office", "lower_offices", *others), text, "list", mail)


def reminder(audience: str, text: str, when: str = "", *others: str, page: str = "work", mail: bool = True) -> Tell:
    """What is due or asked for again, on one occasion or always."""
    return Tell((audience, *others), text, page, mail, kind=Kind.REMINDER, when=when)


_MOVES: dict[str, Row] = {
    "submit": (desk("submit_desk"), Tell(("nominee",), "submit_nominee", "list")),
    "receive": (desk("receive_desk"),),
    "return_for_correction": (
        desk("return_desk", "drafter", page="unit"),
        unit("return_unit"),
        Tell(("lower_offices",), "return_lower_office", "list"),
    ),
    "resubmit": (desk("resubmit_desk", "asker"),),
    "clear": (desk("clear_desk", mail=False),),
    "propose_ineligible": (work("office_head", "propose_ineligible"),),
    "declare_ineligible": (unit("ineligible_unit", "lower_offices", kind=Kind.RESULT),),
    "ask_consultation": SILENCE,
    "close_consultation": (desk("back_in_appraisal"),),
    "post_publicly": (unit("post_unit"),),
    "close_posting": (desk("back_in_appraisal"), unit("post_closed_unit", mail=False)),
    "table": (work("entitled_members", "table_members", "session"),),
    "put_off": (desk("put_off_desk", mail=False),),
    "endorse": (desk("endorse_desk"),),
    "turn_down": (desk("turn_down_desk", "deputy_for_own_line"),),
    "lower_award": (desk("lower_award_desk"),),
    "take_up": (desk("take_up_desk"),),
    "send_for_signature": (desk("sign_desk", "deputy_for_own_line", page="decision"),),
    "send_back": (desk("send_back_desk"),),
    "refuse": (unit("refuse_unit", kind=Kind.RESULT), office("refuse_office", mail=False)),
    "sign": (desk("number_desk", page="decision"),),
    "issue": (
        Tell(("nominee",), "grant_nominee", "list", kind=Kind.RESULT),
        unit("grant_unit", kind=Kind.RESULT),
        office("grant_office", mail=False),
    ),
    "forward": (desk("forward_desk"), unit("forward_unit", "lower_offices", mail=False)),
    "send_out": (desk("send_out_desk", mail=False), unit("forward_unit", mail=False)),
    "record_grant": (
        Tell(("nominee",), "grant_nominee", "list", kind=Kind.RESULT),
        unit("grant_unit", kind=Kind.RESULT),
        office("grant_office", mail=False),
    ),
    "record_refusal": (unit("refuse_unit", kind=Kind.RESULT), office("refuse_office", mail=False)),
    "withdraw": (Tell(("desk_before", "office", "lower_offices"), "withdraw_office", "list"),),
    "hold": (unit("hold_unit"), Tell(("desk_before",), "hold_desk", "list")),
    "release": (desk("release_desk"), unit("release_unit")),
    "reopen_appraisal": (desk("reopen_desk"), Tell(("desk_before",), "reopen_desk_before", "list")),
    "reconsider": (desk("reconsider_desk"), unit("reconsider_unit")),
    "revoke": (unit("revoke_unit"), office("revoke_office")),
}

# Who follows a dossier hears of every move but a proposal that stays within the office.
FOLLOWED = Tell(("followers",), "followed", "list")
UNFOLLOWED = frozenset({"propose_ineligible"})


def tells_result(row: Row) -> bool:
    """Whether the row tells people of a result, which may be held back until the ceremony."""
    return any(tell.kind == Kind.RESULT for tell in row)


def _followed(act: str, row: Row) -> Row:
    if act in UNFOLLOWED:
        return row
    # that a decision has come is the result itself: it must not reach followers before those it concerns
    return (*row, replace(FOLLOWED, kind=Kind.RESULT) if tells_result(row) else FOLLOWED)


ACTS: dict[str, Row] = {act: _followed(act, row) for act, row in _MOVES.items()}

# The end of the term of a letter, a posting, an invitation, an enquiry.
_PAPERS_DUE: Row = (
    reminder("addressees_to_answer", "answer_soon", "letter_soon", page="consultation"),
    reminder("addressees_to_answer", "answer_today", "letter_today", page="consultation"),
    reminder("addressees_to_answer", "answer_over", "letter_over", page="consultation"),
    reminder("claimer_or_desk", "letter_soon", "letter_soon", page="consultation"),
    reminder("claimer_or_desk", "letter_today", "letter_today", page="consultation"),
    reminder("claimer_or_desk", "letter_over", "letter_over", page="consultation"),
    reminder("superior", "other_superior", "letter_escalated", page="consultation"),
    reminder("claimer_or_desk", "posting_soon", "posting_soon", page="posting"),
    reminder("claimer_or_desk", "posting_soon", "posting_today", page="posting"),
    reminder("claimer_or_desk", "posting_ended", "posting_over", page="posting"),
    reminder("superior", "other_superior", "posting_escalated", page="posting"),
    reminder("claimer_or_desk", "plan_soon", "invited_soon", page="season"),
    reminder("claimer_or_desk", "plan_today", "invited_today", page="season"),
    reminder("claimer_or_desk", "plan_over", "invited_over", page="season"),
    reminder("superior", "plan_superior", "invited_escalated", page="season"),
    reminder("claimer_or_desk", "other_soon", "other_soon", page="enquiry"),
    reminder("claimer_or_desk", "other_today", "other_today", page="enquiry"),
    reminder("claimer_or_desk", "other_over", "other_over", page="enquiry"),
    reminder("superior", "other_superior", "other_escalated", page="enquiry"),
)

# What is no move of a dossier (`workflow.deeds`).
EVENTS: dict[str, Row] = {
    # the mark alone: people hear on the next working morning (`remind`), which is also when the e-mail of posting_over
    # and consultation_overdue comes
    "overdue": SILENCE,
    "remind": (
        reminder("claimer_or_desk", "remind_soon", "soon"),
        reminder("claimer_or_desk", "remind_today", "today"),
        reminder("claimer_or_desk", "remind_over", "over"),
        reminder("superior", "remind_superior", "escalated", page="list"),
        reminder("body_head", "remind_weekly", "weekly", page="list"),
        reminder("claimer_or_desk", "plan_soon", "plan_soon", page="season"),
        reminder("claimer_or_desk", "plan_today", "plan_today", page="season"),
        reminder("claimer_or_desk", "plan_over", "plan_over", page="season"),
        reminder("superior", "plan_superior", "plan_escalated", page="season"),
        *_PAPERS_DUE,
    ),
    "nudge": (reminder("claimer_or_desk", "nudge"),),
    "change_calendar": SILENCE,  # those whose date moves hear it from their lines
    "move_term": (
        desk("term_moved", kind=Kind.REMINDER),
        reminder("term_holders", "term_moved_paper", "moved_paper", page="paper"),
    ),
    "extend_term": (desk("extend_desk"), unit("extend_unit")),
    "record_notice": SILENCE,  # the notice itself reaches the unit
    "record_archive": SILENCE,
    "duty_due": (
        reminder("office", "duty_due", "owed_due", page="duties"),
        reminder("superior", "duty_superior", "owed_escalated", page="duties"),
    ),
    "send_report": (work("office", "report_office", "hand_in"),),
    "ask_paper_check": (work("office", "check_asked", "hand_in"),),
    "confirm_paper_check": (Tell(("office",), "check_confirmed", "hand_in", mail=False),),
    "return_paper_check": (work("office", "check_returned", "hand_in"),),
    "lay_before_head": (work("unit_head", "before_head", "hand_in"),),
    "take_back_from_head": SILENCE,  # the head's inbox shows it no more
    "return_to_drafter": (work("drafter", "returned_drafter", "hand_in"),),
    "ask_own_report": (work("asked_nominees", "report_asked", "own"),),
    "open_season": (Tell(("all_units",), "season_opened", "season", mail=False, kind=Kind.SEASON),),
    "close_season": (Tell(("all_units",), "season_closed", "season", mail=False, kind=Kind.SEASON),),
    "open_posting": SILENCE,  # each line tells its unit
    "extend_posting": SILENCE,  # the list itself says until when
    "posting_over": (Tell(("office",), "posting_over", "posting", mail=False, kind=Kind.WORK),),
    "end_posting": SILENCE,
    "note_comment": SILENCE,  # it may be a denunciation: it stands on the page of the office alone
    "answer_comment": SILENCE,
    "keep_posting_result": SILENCE,
    "attach_posting_result": SILENCE,
    "invite_late": (Tell(("unit_head", "drafter"), "invited_late", "season", kind=Kind.WORK),),
    "withdraw_invitation": (Tell(("unit_head", "drafter"), "invitation_withdrawn", "season", kind=Kind.SEASON),),
    "convene": SILENCE,  # the members hear of the lines put before them
    "vote": SILENCE,
    "remind_vote": (
        reminder("members_to_vote", "vote_members", "vote_due", page="session"),
        reminder("superior", "vote_superior", "vote_escalated", page="session"),
    ),
    "votes_missing": (Tell(("session_leaders",), "vote_leaders", "session", kind=Kind.REMINDER),),
    "close_session": SILENCE,  # each line tells its own outcome
    "record_minutes": SILENCE,
    "draft_paper": SILENCE,  # so do the lines of a paper
    "sign_paper": SILENCE,
    "number_paper": SILENCE,
    "attach_scan": SILENCE,
    "issue_paper": SILENCE,
    "drop_paper": (Tell(("proposer",), "revocation_dropped", "decision"),),
    "record_outside": SILENCE,
    "split_paper": (desk("split_deputy", page="decision"),),
    "propose_revocation": (work("decider", "revocation_decider", "decision"),),
    "sign_revocation": (work("clerk", "revocation_clerk", "decision"),),
    "open_consultation": (work("addressees", "consultation_asked", "consultation"),),
    "answer_consultation": (Tell(("office",), "consultation_answered", "consultation", mail=False),),
    "record_answers": SILENCE,  # the office wrote it itself
    "number_consultation": SILENCE,
    "extend_consultation": (Tell(("addressees",), "consultation_extended", "consultation"),),
    "consultation_overdue": (
        Tell(("office",), "consultation_overdue", "consultation", mail=False, kind=Kind.WORK),
    ),
    "consultation_silent": SILENCE,  # the lines tell that they are back
    "end_consultation": (Tell(("addressees",), "consultation_closed", "consultation", mail=False),),
    "enter_enquiry": (work("office", "enquiry_entered", "enquiry"),),
    "draft_reply": SILENCE,
    "lay_reply": (work("office_head", "reply_laid", "enquiry"),),
    "approve_reply": (work("office", "reply_approved", "enquiry"),),
    "return_reply": (work("office", "reply_returned", "enquiry"),),
    "extend_enquiry": SILENCE,  # the office wrote it itself; what reminds goes by the new day
    "send_reply": SILENCE,
    "claim": SILENCE,
    "release_claim": SILENCE,
}

TABLE: dict[str, Row] = ACTS | EVENTS
