"""Sound as telephones have it: strange files read safely, brought to 8 kHz, one channel, 16 bits."""
