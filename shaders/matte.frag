#version 330 core
// Draws the mask at the picture's size: slope * luma + offset, four pixels in a fragment (RGBA8, width / 4 by
// height, 0 = background .. 1 = person). Bilinear along the row by hand: a tap for each pixel costs 7 ms at 720p
// on a software GL, and four pixels lie in at most three columns of the mask.
// Source: He and Sun, "Fast Guided Filter" (2015).

#define LUMA
#include "lib/picture.glsl"

uniform sampler2D frame;          // picture
uniform sampler2D coefficients;   // RG32F, any width by the picture's height: slope and offset for luma of 0..255
out vec4 colour;

vec2 column(int x) {
    return texelFetch(coefficients, ivec2(clamp(x, 0, textureSize(coefficients, 0).x - 1), texel().y), 0).rg;
}

void main() {
    float step = float(textureSize(coefficients, 0).x) / float(size.x);
    float at = (float(first_sample().x) + 0.5) * step - 0.5;
    int x = int(floor(at));
    vec2 a = column(x), b = column(x + 1), c = column(x + 2);
    vec4 along = at - float(x) + step * vec4(0.0, 1.0, 2.0, 3.0);
    vec4 second = clamp(along, 0.0, 1.0), third = clamp(along - 1.0, 0.0, 1.0);
    vec4 slope = a.x + (b.x - a.x) * second + (c.x - b.x) * third;
    vec4 offset = a.y + (b.y - a.y) * second + (c.y - b.y) * third;
    colour = clamp(slope * 255.0 * texelFetch(frame, texel(), 0) + offset, 0.0, 1.0);
}
