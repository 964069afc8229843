/** 32 hex digits by chance. Not crypto.randomUUID: a plain http address other than loopback has none. */
export function newRequestId(): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
