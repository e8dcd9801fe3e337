"""Facts that no machine sees, in the words of a case file: recorded, listed, withdrawn, never changed."""
