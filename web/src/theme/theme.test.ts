import { expect, it } from "vitest";
import { otherTheme } from "./theme";

it("always turns to the other look, and follows the system again where they agree", () => {
  expect(otherTheme("system", true)).toBe("light");
  expect(otherTheme("light", true)).toBe("system");
  expect(otherTheme("system", false)).toBe("dark");
  expect(otherTheme("dark", false)).toBe("system");
  expect(otherTheme("light", false)).toBe("dark");
});
