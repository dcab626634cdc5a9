"""The page kit: templates, macros, lists, form widgets. It knows no room and holds no models."""
