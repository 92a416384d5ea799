from django.urls import URLPattern, URLResolver, path

from dossiers.views import (
    accounts,
    drafting,
    exports,
    grid,
    importing,
    last_year,
    listing,
    listings,
    meeting,
    papers,
    pasting,
    reasons,
    saved,
    seasons,
)
from dossiers.views.documents import hand_in_paper, original_template

app_name = "dossiers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap/", accounts.login, name="login"),
    path("dang-xuat/", accounts.logout, name="logout"),
    path("doi-mat-khau/", accounts.password_change, name="password_change"),
    path("nhap-danh-sach/", importing.import_page, name="import"),
    path("nhap-danh-sach/mau.xlsx", importing.template_file, name="import_template"),
    path("ho-so/", listing.dossier_list, name="dossier_list"),
    path("to-trinh/", drafting.hand_in_list, name="hand_in_list"),
    path("to-trinh/moi/", drafting.hand_in_new, name="hand_in_new"),
    path("to-trinh/<int:pk>/", drafting.hand_in, name="hand_in"),
    path("to-trinh/<int:pk>/sua/", drafting.hand_in_edit, name="hand_in_edit"),
    path("to-trinh/<int:pk>/xoa/", drafting.hand_in_delete, name="hand_in_delete"),
    path("to-trinh/<int:pk>/them-dong/", drafting.line_add, name="line_add"),
    path("to-trinh/<int:pk>/dinh-kem/", papers.paper_add, name="paper_add"),
    path("dong/<int:pk>/sua/", drafting.line_edit, name="line_edit"),
    path("dong/<int:pk>/xoa/", drafting.line_delete, name="line_delete"),
    path("giay-to/<int:pk>/", papers.paper_file, name="paper_file"),
    path("nam-thi-dua/", seasons.season_list, name="season_list"),
    path("nam-thi-dua/moi/", seasons.season_edit, name="season_new"),
    path("nam-thi-dua/<int:pk>/", seasons.season, name="season"),
    path("nam-thi-dua/<int:pk>/sua/", seasons.season_edit, name="season_edit"),
]

# The unit: grid, pasted lists
urlpatterns += [
    path("to-trinh/<int:pk>/bang/", grid.grid, name="grid"),
    path("to-trinh/<int:pk>/bang/o/", grid.grid_cell, name="grid_cell"),
    path("to-trinh/<int:pk>/bang/nam-truoc/", last_year.last_year, name="last_year"),
    path("to-trinh/<int:pk>/dan-danh-sach/", pasting.paste, name="paste"),
]

# The unit: meeting, the head's reading, the nominee's report
urlpatterns += [
    path("to-trinh/<int:pk>/hop-binh-xet/", meeting.meeting_page, name="meeting"),
]

# Papers to print, sign and scan
urlpatterns += [
    path("to-trinh/<int:pk>/van-ban/<slug:kind>.docx", hand_in_paper, name="hand_in_paper"),
    path("mau-van-ban/<slug:kind>.docx", original_template, name="original_template"),
]

# Papers entered for a unit, the office's own hand-ins

# The reasons of the office
urlpatterns += [
    path("ly-do/", reasons.reason_bodies, name="reason_bodies"),
    path("ly-do/<str:unit_code>/", reasons.reason_lists, name="reasons"),
]

# Lists, search, saved filters, results
for each in (listings.DOSSIERS, listings.HAND_INS, listings.SEASONS):
    exports.register(each)
urlpatterns += [
    path("bo-loc/luu/", saved.saved_filter_new, name="saved_filter_new"),
    path("bo-loc/<int:pk>/", saved.saved_filter_change, name="saved_filter_change"),
    path("xuat/<slug:name>.xlsx", exports.export, name="export"),
    path("ban-in/<slug:name>/", exports.printed, name="printed"),
]

# First day and help

