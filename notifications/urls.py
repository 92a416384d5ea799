from django.urls import URLPattern, URLResolver, path

from notifications import bell, holds_page, queue_page, settings_page, table_page, views, zalo_page
from notifications.feed import views as feed
from notifications.webhooks import views as webhooks

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("thong-bao/", views.message_list, name="list"),
    path("thong-bao/chua-doc/", bell.unread, name="unread"),
    path("thong-bao/moi-nhat/", bell.newest, name="newest"),
    path("thong-bao/hang-doi/", queue_page.queue_page, name="queue"),
    path("thong-bao/hang-doi/xu-ly/", queue_page.resolve, name="resolve"),
    path("thong-bao/<int:pk>/", views.read, name="read"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
    path("lich/", feed.calendar_page, name="calendar"),
    path("lich/dia-chi-moi/", feed.renew, name="calendar_renew"),
    path("lich/ngung/", feed.close, name="calendar_close"),
    path("lich/<slug:secret>.ics", feed.feed, name="feed"),
    path("zalo/", zalo_page.zalo_page, name="zalo"),
    path("he-thong-nhan-tin/", webhooks.subscribers, name="subscribers"),
    path("he-thong-nhan-tin/moi/", webhooks.new, name="subscriber_new"),
    path("he-thong-nhan-tin/<int:pk>/", webhooks.subscriber, name="subscriber"),
    path("he-thong-nhan-tin/<int:pk>/khoa/", webhooks.rotate, name="subscriber_rotate"),
    path("he-thong-nhan-tin/<int:pk>/bat-tat/", webhooks.switch, name="subscriber_switch"),
    path("he-thong-nhan-tin/<int:pk>/gui-thu/", webhooks.test, name="subscriber_test"),
    path("thong-bao/cach-nhan/", settings_page.settings_page, name="settings"),
    path("thong-bao/thoi-nhan/<str:token>/", settings_page.unsubscribe, name="unsubscribe"),
    path("thong-bao/giu-lai/", holds_page.holds_page, name="holds"),
    path("thong-bao/giu-lai/<int:pk>/", holds_page.hold_page, name="hold"),
    path("thong-bao/giu-lai/<int:pk>/cho-gui/", holds_page.release, name="release"),
    path("ai-duoc-bao-gi/", table_page.table_page, name="table"),
    path("ai-duoc-bao-gi/<slug:act>/", table_page.row_page, name="table_row"),
]
