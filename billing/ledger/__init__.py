"""What is owed and why: entries that add up to nothing, added to and never changed."""
