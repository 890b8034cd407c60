"""What the engine changes in the store, one transaction each."""
