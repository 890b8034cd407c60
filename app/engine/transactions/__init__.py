"""What the engine reads and changes in the store, with the rules of the API. One transaction each."""
