"""The model picker: the models of all profiles in one list."""
