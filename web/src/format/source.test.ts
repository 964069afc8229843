import { expect, it } from "vitest";
import { sourceParts } from "./source";

it.each([
  ["https://github.com/pallets/flask", "pallets/flask", "github.com"],
  ["https://github.com/pallets/flask.git", "pallets/flask", "github.com"],
  ["https://git.example.org:8443/~me/x.git/", "~me/x", "git.example.org:8443"],
  ["/srv/git/flask", "flask", "/srv/git"],
  ["/srv/git/flask/.git", "flask", "/srv/git"],
  ["/srv/git/flask.git", "flask", "/srv/git"],
  ["/flask", "flask", "/"],
  ["/", "/", ""],
])("reads %s as %s at %s", (source, title, place) => {
  expect(sourceParts(source)).toEqual({ title, place });
});
