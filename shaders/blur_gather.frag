#version 330 core
// Draws the frame at 1 / SCALE of its size, 4 or 8 (Y', Cb, Cr, RGBA16F, 0..1), each pixel multiplied by how far it
// may spread, which stands in alpha.

#define LUMA
#include "lib/picture.glsl"

uniform sampler2D frame;    // picture
uniform sampler2D weight;   // R32F, the size of the output: 0 = person .. 1 = room
out vec4 colour;

float luma(ivec2 at) {
    vec4 sum = vec4(0.0);
    for (int row = 0; row < SCALE; row++)
        for (int column = 0; column < SCALE / 4; column++)
            sum += texelFetch(frame, ivec2(SCALE / 4 * at.x + column, SCALE * at.y + row), 0);
    return dot(sum, vec4(1.0 / float(SCALE * SCALE)));
}

// Two rows of chroma lie side by side in one row of texels.
float chroma(ivec2 at, int first_row) {
    vec4 sum = vec4(0.0);
    for (int row = 0; row < SCALE / 4; row++) {
        ivec2 place = ivec2(SCALE * at.x / 8, first_row + SCALE / 4 * at.y + row);
        sum += texelFetch(frame, place, 0) + texelFetch(frame, place + ivec2(size.x / 8, 0), 0);
    }
#if SCALE == 4
    return 0.25 * (at.x % 2 == 0 ? sum.x + sum.y : sum.z + sum.w);
#else
    return dot(sum, vec4(1.0 / 16.0));
#endif
}

void main() {
    ivec2 at = texel();
    float spread = texelFetch(weight, at, 0).r;
    colour = vec4(spread * vec3(luma(at), chroma(at, size.y), chroma(at, size.y + size.y / 4)), spread);
}
