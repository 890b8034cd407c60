"""What a frame of the screen paints, and the one timer of all that moves by itself."""
