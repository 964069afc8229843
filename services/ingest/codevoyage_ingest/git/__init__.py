"""Everything that runs git: one hardened runner, and readers that stream what it says as columns."""
