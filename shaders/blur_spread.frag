#version 330 core
// Draws one direction of the blur disc over weighted pixels (small, premultiplied by the weight in alpha);
// the second direction divides by the weight, so that only pixels of the room count.
// Source: Google AI blog, "Background Features in Google Meet" (2020).

uniform sampler2D gathered;
uniform ivec2 step;
uniform int taps;             // on each side
uniform float weights[64];    // of the middle and of each step away from it
uniform bool divide;
out vec4 colour;

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy), last = textureSize(gathered, 0) - 1;
    vec4 sum = weights[0] * texelFetch(gathered, at, 0);
    for (int i = 1; i <= taps; i++) {
        ivec2 away = i * step;
        sum += weights[i] * (texelFetch(gathered, min(at + away, last), 0) + texelFetch(gathered, max(at - away, ivec2(0)), 0));
    }
    colour = divide ? sum / sum.a : sum;
}
