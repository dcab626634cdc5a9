"""The addresses of duty."""

app_name = "duties"
urlpatterns: list = []
