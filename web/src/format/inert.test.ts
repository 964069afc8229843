import { expect, it } from "vitest";
import { inertText, pieces } from "./inert";

it("leaves ordinary text of any script alone", () => {
  for (const text of ["src/app.py", "größe/日本語.txt", "שלום.md", "<script>alert(1)</script>", "👩‍🚀".replace("\u200d", "")]) {
    expect(inertText(text)).toBe(text);
  }
});

it("names directional overrides, so that an extension cannot be turned around", () => {
  expect(pieces("photo\u202egnp.exe")).toEqual([
    { text: "photo", control: false },
    { text: "U+202E", control: true },
    { text: "gnp.exe", control: false },
  ]);
});

it("names controls, escapes and what has no width", () => {
  expect(inertText("a\u001b[31mb\nc\u200bd\u{e0041}")).toBe("a⟨U+001B⟩[31mb⟨U+000A⟩c⟨U+200B⟩d⟨U+E0041⟩");
});

it("makes nothing of nothing", () => {
  expect(pieces("")).toEqual([]);
});
