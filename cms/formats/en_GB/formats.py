"""How British English writes a time here: “28 Nov 2026, 16:05”.

Django's own ends in “p.m.”, which at the end of a sentence gives two full stops.
https://docs.djangoproject.com/en/6.1/topics/i18n/formatting/#creating-custom-format-files
"""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
