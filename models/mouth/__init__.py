"""Makes the network that turns sound into a moving mouth: corpus, training, export, score."""
