import { expect, it } from "vitest";
import { checkAddress } from "./address";

it.each(["https://github.com/pallets/flask", "https://git.example.org:8443/a/b.git", "/srv/git/flask", "  /srv/git/with space  "])(
  "lets %s through",
  (typed) => {
    expect(checkAddress(typed)).toEqual({ kind: "fine", source: typed.trim() });
  },
);

it.each([
  ["github.com/pallets/flask", "https://github.com/pallets/flask"],
  ["git@github.com:pallets/flask.git", "https://github.com/pallets/flask.git"],
  ["ssh://git@github.com/pallets/flask", "https://github.com/pallets/flask"],
  ["http://github.com/pallets/flask", "https://github.com/pallets/flask"],
  ["git://github.com/pallets/flask", "https://github.com/pallets/flask"],
])("offers what %s probably meant", (typed, suggestion) => {
  expect(checkAddress(typed)).toMatchObject({ kind: "odd", suggestion });
});

it.each(["flask", "./flask", "~/flask", "..", "file:///srv/git", "ext::sh -c id", "-oProxy=x", "https://", "https://github.com", "https://me:pw@host/x", "a\u0000b", `/${"x".repeat(2048)}`])(
  "says what is odd about %j, without a guess",
  (typed) => {
    const check = checkAddress(typed);
    expect(check.kind).toBe("odd");
    expect(check).not.toHaveProperty("suggestion");
  },
);

it("says nothing of an empty field", () => {
  expect(checkAddress("  ")).toEqual({ kind: "empty" });
});
