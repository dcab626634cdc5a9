"""The cellar: settings, the embedded database, the processes. Imports no room."""
