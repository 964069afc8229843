import { hostileRepository } from "./repositories";
import { expect, rows, test, voyage } from "./voyage";

test("names that act elsewhere are inert and visible here", async ({ page }) => {
  await voyage(page, hostileRepository().folder);
  await expect.poll(async () => (await rows(page, "Largest files")).map(([path]) => path)).toEqual([
    "<img src=x onerror=document.title=1>.html",
    String.raw`photo\xe2\x80\xaegnp.exe`,
    String.raw`esc\x1b[31mred.txt`,
    "=HYPERLINK(1).csv",
  ]);
  await expect(page.locator("main img, main script, main b")).toHaveCount(0);
  await expect(page).toHaveTitle(/^<b>hostile · /);
});
