"""Every page on which somebody acts. No address of viewflow's is here: its undo, revive and cancel have none."""

from django.urls import URLPattern, URLResolver, path

from dossiers.views import exports
from workflow.views import (
    approval,
    bulk,
    calendar,
    consultation,
    council,
    decision,
    desk_board,
    documents,
    dossier,
    duties,
    enquiries,
    entering,
    extending,
    following,
    inbox,
    invitations,
    issuing,
    jobs,
    ladder,
    listings,
    mending,
    notes,
    nudging,
    own,
    pool,
    posting,
    procedure,
    process,
    public,
    results,
    revoking,
    seasons,
    sending,
    signing,
    slips,
    summary,
    terms,
    voting,
)

app_name = "workflow"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.inbox_page, name="inbox"),
    path("quy-trinh/", process.process_page, name="process"),
    path("lich-lam-viec/", calendar.calendar_page, name="calendar"),
    path("lich-lam-viec/sua/", calendar.calendar_change, name="calendar_change"),
    path("lich-lam-viec/van-ban/<str:day>/", calendar.calendar_paper, name="calendar_paper"),
    path("ho-so/<str:code>/", dossier.dossier_page, name="dossier"),
    path("ho-so/<str:code>/vi-sao-chua/", dossier.why_not, name="why_not"),
    path("ho-so/<str:code>/huy-quyet-dinh/", revoking.revocation_new, name="revocation_new"),
    path("ho-so/<str:code>/viec/<slug:act>/", dossier.act_page, name="act"),
    path("viec/<int:process_pk>/", procedure.work_page, name="work"),
    path("viec/<int:process_pk>/nhan-lam/", procedure.claim, name="claim"),
    path("viec/<int:process_pk>/bo-sung/", mending.mend_page, name="mend"),
    path("viec/<int:process_pk>/<int:task_pk>/", procedure.task_page, name="procedure"),
    path("cho/<str:unit_code>/<slug:state>/", pool.pool_page, name="pool"),
    path("to-trinh/<int:pk>/gui/", sending.submit_hand_in, name="submit_hand_in"),
    path("phien-hop/", council.session_list, name="sessions"),
    path("phien-hop/moi/<str:unit_code>/", council.session_new, name="session_new"),
    path("phien-hop/<int:pk>/", council.session_page, name="session"),
    path("phien-hop/<int:pk>/bieu-quyet/", voting.session_vote, name="session_vote"),
    path("phien-hop/<int:pk>/ket-thuc/", voting.session_close, name="session_close"),
    path("phien-hop/<int:pk>/bien-ban/", voting.session_minutes, name="session_minutes"),
    path("van-ban/", decision.decision_list, name="decisions"),
    path("van-ban/moi/<str:unit_code>/", decision.decision_new, name="decision_new"),
    path("van-ban/<int:pk>/", decision.decision_page, name="decision"),
    path("van-ban/<int:pk>/tach-dong/", decision.decision_split, name="decision_split"),
    path("van-ban/<int:pk>/cap-so/", issuing.decision_number, name="decision_number"),
    path("van-ban/<int:pk>/phat-hanh/", issuing.decision_issue, name="decision_issue"),
    path("van-ban/<int:pk>/ky-huy/", revoking.revocation_sign, name="revocation_sign"),
    path("van-ban/<int:pk>/khong-huy/", revoking.revocation_decline, name="revocation_decline"),
    path("van-ban/<int:pk>/ban-quet/", issuing.decision_scan, name="decision_scan"),
    path("nam-thi-dua/<int:pk>/mo/", seasons.season_open, name="season_open"),
    path("nam-thi-dua/<int:pk>/moi-nop-muon/", invitations.invite_page, name="invite"),
    path("moi-nop-muon/<int:pk>/thoi/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("nam-thi-dua/<int:pk>/dong/", seasons.season_close, name="season_close"),
]

# The unit: before the head, the nominee's report
urlpatterns += [
    path("to-trinh/<int:pk>/trinh-duyet/", approval.lay_before_head, name="lay_before_head"),
    path("to-trinh/<int:pk>/duyet/", approval.approve_page, name="approve"),
    path("to-trinh/<int:pk>/de-nghi-bao-cao/", own.ask_page, name="ask_own_report"),
    path("ho-so-cua-toi/", own.own_page, name="own"),
    path("ho-so-cua-toi/<str:code>/bao-cao/", own.report_page, name="own_report"),
]

# The office: reception and appraisal, papers beside data, internal notes
urlpatterns += [
    path("viec/<int:process_pk>/ghi-chu/", notes.note_add, name="note_add"),
    path("viec/<int:process_pk>/ghi-chu/<int:pk>/gach-bo/", notes.note_strike, name="note_strike"),
]

# Pools, long work
urlpatterns += [
    path("cho/", pool.board_page, name="board"),
    path("hang-loat/", bulk.bulk_page, name="bulk"),
    path("don-doc/", nudging.nudge_page, name="nudge"),
    path("thang-nhac-viec/", ladder.ladder_page, name="ladder"),
    path("nhap-ho/", entering.entered_list, name="entered"),
    path("nhap-ho/moi/", entering.paper_new, name="paper_new"),
    path("nhap-ho/tu-de-nghi/", entering.own_new, name="own_new"),
    path("nhap-ho/<int:pk>/doi-chieu/", entering.paper_check, name="paper_check"),
    path("cong-viec/", jobs.job_list, name="jobs"),
    path("cong-viec/<int:pk>/", jobs.job_page, name="job"),
    path("cong-viec/<int:pk>/chay/", jobs.job_run, name="job_run"),
    path("cong-viec/<int:pk>/di-tiep/", jobs.job_go_on, name="job_go_on"),
]

# Public posting: at the office, and the page that needs no account
urlpatterns += [
    path("danh-sach-cong-khai/", posting.posting_list, name="postings"),
    path("danh-sach-cong-khai/<int:pk>/", posting.posting_page, name="posting"),
    path("danh-sach-cong-khai/<int:pk>/thong-bao/", posting.posting_notice, name="posting_notice"),
    path("danh-sach-cong-khai/<int:pk>/bien-ban/", posting.posting_minutes, name="posting_minutes"),
    path("danh-sach-cong-khai/<int:pk>/y-kien/", posting.comment_add, name="comment_add"),
    path("danh-sach-cong-khai/<int:pk>/y-kien/<int:comment_pk>/", posting.comment_answer, name="comment_answer"),
    path("danh-sach-cong-khai/<int:pk>/gia-han/", posting.posting_extend, name="posting_extend"),
    path("danh-sach-cong-khai/<int:pk>/ket-thuc/", posting.posting_close, name="posting_close"),
    path("danh-sach-cong-khai/<int:pk>/dinh-kem/", posting.posting_attach, name="posting_attach"),
    path("danh-sach-cong-khai/<int:pk>/ket-qua/", posting.posting_result, name="posting_result"),
    path("ho-so/<str:code>/ket-qua-cong-khai/", posting.dossier_posting_result, name="dossier_posting_result"),
    path("cong-khai/<str:code>/", public.public_page, name="public_postings"),
]

# Council, decider, văn thư
urlpatterns += [
    path("phien-hop/<int:pk>/muc/<int:position>/", voting.session_line, name="session_line"),
    path("phien-hop/<int:pk>/xem-lai/", voting.session_review, name="session_review"),
    path("phien-hop/<int:pk>/chuyen-phien-sau/", voting.session_put_off, name="session_put_off"),
    path("van-ban/<int:pk>/tra-loi/", signing.decision_answer, name="decision_answer"),
    path("van-ban/<int:pk>/ket-qua/", issuing.decision_outcomes, name="decision_outcomes"),
    path("van-ban/<int:pk>/dinh-kem/", issuing.decision_attach, name="decision_attach"),
]

# Opinions of others
urlpatterns += [
    path("lay-y-kien/", consultation.consultation_list, name="consultations"),
    path("lay-y-kien/<int:pk>/", consultation.consultation_page, name="consultation"),
    path("lay-y-kien/<int:pk>/ket-thuc/", consultation.consultation_close, name="consultation_close"),
    path("lay-y-kien/<int:pk>/gia-han/", consultation.consultation_extend, name="consultation_extend"),
    path("lay-y-kien/<int:pk>/so/", consultation.consultation_number, name="consultation_number"),
    path("lay-y-kien/<int:pk>/van-ban.docx", documents.consultation_paper, name="consultation_paper"),
    path("tra-loi-y-kien/<int:pk>/", consultation.consultation_answer, name="consultation_answer"),
    path("tra-loi-y-kien/<int:pk>/ghi-nhan/", consultation.consultation_record, name="consultation_record"),
    path("y-kien/<int:pk>/ban-quet/", consultation.answer_scan, name="answer_scan"),
]

# What others ask this body
urlpatterns += [
    path("hoi-y-kien-den/", enquiries.enquiry_list, name="enquiries"),
    path("hoi-y-kien-den/moi/<str:unit_code>/", enquiries.enquiry_new, name="enquiry_new"),
    path("hoi-y-kien-den/<int:pk>/", enquiries.enquiry_page, name="enquiry"),
    path("hoi-y-kien-den/<int:pk>/soan/", enquiries.enquiry_draft, name="enquiry_draft"),
    path("hoi-y-kien-den/<int:pk>/duyet/", enquiries.enquiry_approve, name="enquiry_approve"),
    path("hoi-y-kien-den/<int:pk>/so/", enquiries.enquiry_send, name="enquiry_send"),
    path("hoi-y-kien-den/<int:pk>/gia-han/", enquiries.enquiry_extend, name="enquiry_extend"),
    path("hoi-y-kien-den/<int:pk>/ban-quet/", enquiries.enquiry_scan, name="enquiry_scan"),
    path("hoi-y-kien-den/<int:pk>/tra-loi.docx", enquiries.reply_paper, name="reply_paper"),
]

# Results of the year, desk board
for each in (
    listings.SESSIONS, listings.DECISIONS, listings.POOL, listings.JOBS, listings.ENTERED, listings.RESULT_LINES,
):
    exports.register(each)
urlpatterns += [
    path("tinh-hinh/", desk_board.board_page, name="desk_board"),
    path("ket-qua/", results.latest_results, name="latest_results"),
    path("ket-qua/<int:year>/", results.results_page, name="results"),
    path("ket-qua/<int:year>/ket-qua.xlsx", results.results_file, name="results_file"),
    path("ket-qua/<int:year>/danh-sach/", results.results_lines, name="results_lines"),
]

# The dossier page, the process page
urlpatterns += [
    path("thoi-han/", terms.terms_page, name="terms"),
    path("gia-han/", extending.extend_many, name="extend_many"),
    path("sau-ket-qua/", duties.duties_page, name="duties"),
    path("ho-so/<str:code>/gia-han/", extending.extend_one, name="extend_one"),
    path("ho-so/<str:code>/theo-doi/", following.follow, name="dossier_follow"),
    path("quy-trinh/<slug:slug>.svg", process.picture_file, name="process_picture"),
    path("quy-trinh/<slug:slug>.bpmn", process.bpmn_file, name="process_bpmn"),
]

# Papers to print and sign
urlpatterns += [
    path("ho-so/<str:code>/phieu/", slips.dossier_slip, name="dossier_slip"),
    path("to-trinh/<int:pk>/phieu/", slips.hand_in_slips, name="hand_in_slips"),
    path("phieu-bo-sung/<int:pk>/", slips.correction_sheet, name="correction_sheet"),
    path("phien-hop/<int:pk>/bien-ban.docx", documents.session_minutes, name="minutes_paper"),
    path("phien-hop/<int:pk>/phieu-bieu-quyet.docx", documents.session_ballot, name="ballot_paper"),
    path("van-ban/<int:pk>/van-ban.docx", documents.decision_paper, name="decision_paper"),
    path("tong-hop/<str:unit_code>/", summary.summary_page, name="summary"),
    path("tong-hop/<str:unit_code>/bang-tong-hop.xlsx", summary.summary_workbook, name="summary_workbook"),
    path("tong-hop/<str:unit_code>/bang-tong-hop.docx", summary.summary_paper, name="summary_paper"),
    path("tong-hop/<str:unit_code>/bao-cao-tham-dinh.docx", summary.appraisal_paper, name="appraisal_paper"),
    path("phien-hop/<int:pk>/bao-cao-tham-dinh.docx", summary.session_appraisal, name="session_appraisal"),
    path("to-trinh/<int:pk>/thong-bao-ket-qua.docx", summary.result_notice, name="result_notice"),
]
