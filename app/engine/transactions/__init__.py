"""What the engine reads and changes in the store, following the rules of the API. One transaction each."""
