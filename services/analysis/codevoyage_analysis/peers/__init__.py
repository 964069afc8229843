"""The other services, as this one calls them: deadlines, retries, and what their failures mean here."""
