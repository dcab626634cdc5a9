"""The addresses of occasions."""

from django.urls import path

from xieshang.meetings.views import door, door_board, door_desk, door_devices

app_name = "meetings"
urlpatterns = [
    path("door-worker.js", door_devices.worker, name="door_worker"),
    path("<int:pk>/door", door.door, name="door"),
    path("<int:pk>/door/arrival", door.arrival, name="door_arrival"),
    path("<int:pk>/door/position", door.position, name="door_position"),
    path("<int:pk>/door/departure", door.departure, name="door_departure"),
    path("<int:pk>/door/card", door.card, name="door_card"),
    path("<int:pk>/door/screen", door_desk.screen, name="door_screen"),
    path("<int:pk>/door/screen/code", door_desk.screen_code, name="door_screen_code"),
    path("<int:pk>/door/gate", door_desk.renewal, name="door_gate"),
    path("<int:pk>/door/desk", door_desk.desk, name="door_desk"),
    path("<int:pk>/door/desk/arrivals", door_desk.arrivals, name="door_arrivals"),
    path("<int:pk>/door/desk/departures", door_desk.departures, name="door_departures"),
    path("<int:pk>/door/desk/roster", door_devices.roster, name="door_roster"),
    path("<int:pk>/door/devices", door_devices.devices, name="door_devices"),
    path("<int:pk>/door/devices/<int:device>/revocation", door_devices.revocation, name="door_device_revocation"),
    path("<int:pk>/door/devices/<int:device>/records", door_devices.records, name="door_device_records"),
    path("<int:pk>/door/attendances/<int:attendance>", door_desk.attendance, name="door_attendance"),
    path("<int:pk>/door/settlement", door_desk.settlement, name="door_settlement"),
    path("<int:pk>/door/board", door_board.board, name="door_board"),
    path("<int:pk>/door/hall", door_board.hall, name="door_hall"),
    path("<int:pk>/door/tally", door_board.tally_now, name="door_tally"),
]
