import { expect, it } from "vitest";
import { harbour, harbourMessages } from "./fixtures/harbour";
import { commitOf, newest, positionAt, positionOf, timeOf } from "./moment";
import { DAYS } from "./fixtures/harbour";
import { TableBuilder } from "./table";

it("puts the stream together", () => {
  const table = harbour();
  expect(table.versions).toBe(5);
  expect(table.commits[0]).toBe("01".repeat(20));
  expect([...table.lines]).toEqual([4, 16, 4, 1, -1]);
});

it("does not take half a history for a whole one", () => {
  const builder = new TableBuilder();
  for (const message of harbourMessages().slice(0, 3)) builder.take(message);
  expect(builder.progress).toEqual([9, 14]);
  expect(() => builder.built()).toThrow("9 of 14 rows");
});

it("finds moments by time and by commit", () => {
  const table = harbour();
  expect(newest(table)).toBe(4);
  expect(positionAt(table, DAYS[1]!)).toBe(2); // two commits of the same second: the later state
  expect(positionAt(table, DAYS[3]! - 1)).toBe(2);
  expect(positionAt(table, 0)).toBe(0);
  expect(timeOf(table, 3)).toBe(DAYS[3]);
  expect(commitOf(table, 3)).toBe("04".repeat(20));
  expect(positionOf(table, "0404")).toBe(3);
  expect(positionOf(table, "0")).toBeUndefined(); // more than one
  expect(positionOf(table, "ff")).toBeUndefined();
});
