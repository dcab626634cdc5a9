"""The pages, for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.engine.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - the first visitor does not wait for every room's pages to load

# What stands now stays: the collector need not walk through it, nor come by every few hundred objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
