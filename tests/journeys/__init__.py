"""The four journeys, in a browser and without JavaScript."""
