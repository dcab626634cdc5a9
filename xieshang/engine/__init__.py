"""The cellar: settings, the embedded database, the processes. Imports no room."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
