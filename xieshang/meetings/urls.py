"""The addresses of occasions."""

from django.urls import path

from xieshang.meetings.views import door, door_board, door_desk, door_devices

app_name = "meetings"
urlpatterns = [
    path("door-worker.js", door_devices.worker, name="door_worker"),
    path("<int:pk>/door", door.door, name="door"),
    path("<int:pk>/door/arrival", door.arrival, name="arrival"),
    path("<int:pk>/door/position", door.position, name="position"),
    path("<int:pk>/door/departure", door.departure, name="departure"),
    path("<int:pk>/door/card", door.card, name="card"),
    path("<int:pk>/door/screen", door_desk.screen, name="screen"),
    path("<int:pk>/door/screen/code", door_desk.screen_code, name="screen_code"),
    path("<int:pk>/door/gate", door_desk.renewal, name="gate"),
    path("<int:pk>/door/desk", door_desk.desk, name="desk"),
    path("<int:pk>/door/desk/arrivals", door_desk.arrivals, name="arrivals"),
    path("<int:pk>/door/desk/departures", door_desk.departures, name="departures"),
    path("<int:pk>/door/desk/roster", door_devices.roster, name="roster"),
    path("<int:pk>/door/devices", door_devices.devices, name="devices"),
    path("<int:pk>/door/devices/<int:device>/revocation", door_devices.revocation, name="device_revocation"),
    path("<int:pk>/door/devices/<int:device>/records", door_devices.records, name="device_records"),
    path("<int:pk>/door/attendances/<int:attendance>", door_desk.attendance, name="attendance"),
    path("<int:pk>/door/settlement", door_desk.settlement, name="settlement"),
    path("<int:pk>/door/board", door_board.board, name="board"),
    path("<int:pk>/door/hall", door_board.hall, name="hall"),
    path("<int:pk>/door/tally", door_board.tally_now, name="tally"),
]
