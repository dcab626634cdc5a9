"""The addresses of occasions."""

app_name = "meetings"
urlpatterns: list = []
