/** What can be said about an address before anybody is asked. The server decides; this only saves a round trip. */

export type AddressCheck =
  | { readonly kind: "fine"; readonly source: string }
  | { readonly kind: "empty" }
  /** suggestion: what was probably meant. */
  | { readonly kind: "odd"; readonly sentence: string; readonly suggestion?: string };

/** Bytes; the bound of `CreateAnalysisRequest.source`. */
const LONGEST = 2048;

export function checkAddress(typed: string): AddressCheck {
  const source = typed.trim();
  if (source === "") return { kind: "empty" };
  if (new TextEncoder().encode(source).length > LONGEST) return odd("That is longer than 2,048 bytes. An address is shorter.");
  // oxlint-disable-next-line no-control-regex -- finding them is what it is for
  if (/[\u0000-\u001f\u007f]/.test(source)) return odd("There is a control character inside. Type the address rather than pasting it.");
  if (source.startsWith("/")) return { kind: "fine", source };
  if (/^(~|\.{1,2})(\/|$)/.test(source)) return odd("A path starts at the root: /home/me/project rather than a relative one.");

  const shorthand = /^(?:ssh:\/\/)?(?:[\w.-]+@)([\w.-]+)[:/](.+)$/.exec(source);
  if (shorthand) return odd("Repositories are read over https, without a key.", `https://${shorthand[1]}/${shorthand[2]}`);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme === "http" || scheme === "git") return odd(`Repositories are read over https, not ${scheme}.`, source.replace(/^[a-z]+/i, "https"));
  if (scheme !== undefined && scheme !== "https") return odd(`Addresses start with https://, not ${scheme}://.`);
  if (scheme === "https") return checkHttps(source);
  if (/^[\w-]+(\.[\w-]+)+\/.+/.test(source)) return odd("An address starts with https://.", `https://${source}`);
  return odd("Type an https:// address, or a path that starts with /.");
}

function checkHttps(source: string): AddressCheck {
  if (!URL.canParse(source)) return odd("That is not an address: something is missing after https://.");
  const url = new URL(source);
  if (url.username !== "" || url.password !== "") return odd("An address carries no user name or password.");
  if (url.pathname === "/") return odd(`${url.host} is a host. Which repository there?`);
  return { kind: "fine", source };
}

function odd(sentence: string, suggestion?: string): AddressCheck {
  return suggestion === undefined ? { kind: "odd", sentence } : { kind: "odd", sentence, suggestion };
}
