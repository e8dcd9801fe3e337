"""The wizard of a new tenant: what is typed step by step, as the document of an onboarding file."""
