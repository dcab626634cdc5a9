"""The pages, for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from xieshang.engine import collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.engine.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - the first visitor does not wait for every room's pages to load
gc.collect()
collector.spare_what_stands(threshold=20_000)
