"""Bank statements: their lines as they came, and the payments that they become."""
