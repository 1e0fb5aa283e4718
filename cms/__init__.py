"""The site assembled: settings, addresses, responses. It knows every app, and no app imports it."""
