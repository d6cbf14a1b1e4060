#version 330 core
// Draws the person over another picture and adds that picture's light on the person's edge.

#include "lib/picture.glsl"
#include "lib/composite.glsl"

uniform sampler2D background;   // picture
uniform sampler2D light;        // Y', Cb, Cr at 1 / SCALE of the size, black at (0, 128, 128) / 255
uniform bool lit;
out vec4 colour;

void main() {
    colour = mix(texelFetch(background, texel(), 0), frame_samples(), alpha_samples());
    if (lit) {
#ifdef LUMA
        colour += enlarged(light);
#else
        colour += enlarged(light) - 128.0 / 255.0;
#endif
    }
}
