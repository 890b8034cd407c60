"""What servers accept: learnt from their refusals, one habit after another."""
