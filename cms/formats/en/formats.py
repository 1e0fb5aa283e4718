"""How other English writes a time here: “Nov. 28, 2026, 4:05 PM”. See `cms.formats.en_GB`."""

TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "N j, Y, g:i A"
SHORT_DATETIME_FORMAT = "m/d/Y g:i A"
