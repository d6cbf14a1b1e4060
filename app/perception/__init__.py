"""What is seen in a frame."""
