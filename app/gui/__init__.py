"""The window: a client of the engine that knows no camera, no network and no OpenGL."""
