/** A unit box becomes a building: its lot, what is built on it, how high; between two frames as far as `uTween` says. */
export const VERTEX = /* glsl */ `
in vec4 lot;
in vec2 builtBefore;
in vec2 builtAfter;
in float toneBefore;
in float toneAfter;
uniform float uTween;
uniform float uTall;
uniform float uMarked;
uniform sampler2D uPalette;
out vec3 vColour;
out float vUp;
out vec3 vNormal;
out float vMarked;

vec3 paint(float tone) {
  return texture(uPalette, vec2((tone + 0.5) / 256.0, 0.5)).rgb;
}

void main() {
  vec2 built = mix(builtBefore, builtAfter, uTween);
  // What is about to stand has its colour from the start, and what falls keeps it.
  vec3 colour = builtBefore.x == 0.0 ? paint(toneAfter) : builtAfter.x == 0.0 ? paint(toneBefore) : mix(paint(toneBefore), paint(toneAfter), uTween);
  vec2 side = lot.zw * built.x;
  vec2 corner = lot.xy + 0.5 * (lot.zw - side);
  float tall = built.x == 0.0 ? 0.0 : max(built.y * uTall, 0.6);
  vec3 place = vec3(corner.x + position.x * side.x, position.y * tall, corner.y + position.z * side.y);
  vColour = colour;
  vUp = position.y;
  vNormal = normal;
  vMarked = float(gl_InstanceID) == uMarked ? 1.0 : 0.0;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(place, 1.0);
}
`;

/** Flat faces in a low sun from the south-west, darker towards the ground. */
export const FRAGMENT = /* glsl */ `
in vec3 vColour;
in float vUp;
in vec3 vNormal;
in float vMarked;
uniform vec3 uMark;
out vec4 colour;

void main() {
  float light = 0.62 + 0.38 * max(vNormal.y, 0.0) + 0.16 * vNormal.x + 0.08 * vNormal.z;
  light *= vNormal.y > 0.5 ? 1.0 : mix(0.72, 1.0, vUp);
  colour = vec4(mix(vColour * light, uMark, 0.65 * vMarked), 1.0);
}
`;
