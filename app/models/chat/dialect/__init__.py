"""What servers accept: learnt from their refusals, one adaptation after another."""
