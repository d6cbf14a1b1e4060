#version 330 core
// Draws the person over the blurred room (straight, not premultiplied).

#include "lib/picture.glsl"
#include "lib/composite.glsl"

uniform sampler2D spread;   // Y', Cb, Cr at 1 / SCALE of the size: the blurred room
out vec4 colour;

void main() {
    colour = mix(enlarged(spread), frame_samples(), alpha_samples());
}
