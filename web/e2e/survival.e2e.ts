import { dirname } from "node:path";
import type { Page } from "@playwright/test";
import { tree } from "./git";
import { brokenRepository, longRepository } from "./repositories";
import { ask, complete, expect, figure, rows, test, voyage } from "./voyage";

/** Seconds of reading on two slow cores: there is a middle to be stopped in. */
const COMMITS = 20_000;

async function fails(page: Page, folder: string): Promise<void> {
  await ask(page, folder);
  await page.waitForURL(/\/analyses\/[a-z2-7]{16}$/);
  await expect(page.locator(".run-header .pill")).toHaveText("Failed", { timeout: 60_000 });
}

/** `ingest 1`, `Done`, newest first. */
async function attempts(page: Page): Promise<string[]> {
  return (await rows(page, "Attempts")).map(([name, , end]) => `${name}: ${end}`);
}

/** The line of the list that is about this repository. */
function line(page: Page, folder: string) {
  return page.locator(".runs tbody tr").filter({ hasText: dirname(folder) });
}

const resultHash = (page: Page) => page.locator(".rail-arrived code").getAttribute("title");

test("a run that is stopped in the middle is retried to the result of one that never was", async ({ page }) => {
  const git = longRepository(COMMITS);
  await ask(page, git.folder);
  await page.waitForURL(/\/analyses\/[a-z2-7]{16}$/);
  const address = page.url();
  await expect.poll(async () => Number(await figure(page, "Commits").catch(() => "0"))).toBeGreaterThan(0);

  // By keyboard: what has focus is told from what has not.
  await page.getByRole("button", { name: "Stop this run" }).press("Enter");
  await expect(page.locator(".run-header .pill")).toHaveText("Stopped");
  await expect(page.getByRole("group", { name: "What can be done with this run" })).toBeFocused();
  await expect.poll(async () => (await attempts(page)).join()).toMatch(/Stopped as asked/);
  await page.screenshot({ path: "test-output/analysis-stopped-dark-1440.png", fullPage: true });

  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Retry this run" })).toBeFocused();
  await page.keyboard.press("Enter");
  await complete(page);
  expect(page.url()).toBe(address);
  await expect.poll(async () => (await attempts(page))[0]).toMatch(/: Done$/);
  expect((await attempts(page)).join()).toMatch(/Stopped as asked/);

  expect(Number(await figure(page, "Commits"))).toBe(git.commitCount());
  const files = tree(git);
  expect(Number(await figure(page, "Files"))).toBe(files.length);
  expect(Number(await figure(page, "Lines"))).toBe(files.reduce((sum, file) => sum + (file.lines ?? 0), 0));
  await expect.poll(() => resultHash(page)).toMatch(/^[0-9a-f]{64}$/);
  const hash = await resultHash(page);

  await page.getByRole("button", { name: "Analyse again" }).click();
  await expect.poll(() => page.url()).not.toBe(address);
  await complete(page);
  await expect.poll(() => resultHash(page)).toBe(hash);
});

test("a run that failed shows its attempts, and succeeds when it is retried after the cause was mended", async ({ page }) => {
  const { git, mend } = brokenRepository();
  await fails(page, git.folder);
  const address = page.url();
  await expect.poll(async () => (await attempts(page)).join()).toMatch(/Failed for good.*(REPOSITORY_CORRUPT|GIT_FAILED)/);
  const before = await attempts(page);
  const stages = await rows(page, "Stages");
  expect(stages.map(([name]) => name)).toEqual(["Fetching", "Reading", "Measuring", "Computing", "Describing"]);
  expect(stages.filter(([, , , stand]) => stand === "failed here")).toHaveLength(1);

  mend();
  await page.getByRole("button", { name: "Retry this run" }).click();
  await complete(page);
  expect(page.url()).toBe(address);
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(Number(await figure(page, "Commits"))).toBe(git.commitCount());
  // Earlier attempts stay visible, below the later ones.
  await expect.poll(async () => (await attempts(page)).slice(-before.length)).toEqual(before);
  await expect.poll(async () => (await attempts(page))[0]).toMatch(/: Done$/);
});

test("an error that may pass is got over by itself, and said for good after the third attempt", async ({ page }) => {
  await page.addInitScript(() => {
    const promised: string[] = [];
    Object.assign(window, { promised });
    new MutationObserver(() => {
      const which = document.querySelector(".retry-which")?.textContent;
      if (which && promised.at(-1) !== which) promised.push(which);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await ask(page, "https://no-such-host.example/a/repository"); // a name that is promised never to be found (RFC 2606)
  await page.waitForURL(/\/analyses\/[a-z2-7]{16}$/);
  const notice = page.getByRole("status").filter({ hasText: "Fetching failed" });
  await expect(notice).toContainText(/Trying again (in \d+ s|in a moment|now)/);
  await expect.poll(async () => (await attempts(page)).join()).toMatch(/ingest 1: Error tried again/);
  await page.screenshot({ path: "test-output/analysis-retrying-dark-1440.png", fullPage: true });

  await expect(page.locator(".run-header .pill")).toHaveText("Failed");
  await expect(notice).toHaveCount(0);
  expect(await page.evaluate(() => (window as unknown as { promised: string[] }).promised)).toEqual(["(attempt 2 of 3)", "(attempt 3 of 3)"]);
  await expect(page.getByRole("alert")).toContainText("Trying again may help.");
  await expect.poll(async () => (await attempts(page)).filter((each) => each.startsWith("ingest")).map((each) => each.slice(0, 16))).toEqual([
    "ingest 3: Failed",
    "ingest 2: Error ",
    "ingest 1: Error ",
  ]);
});

test("a run is retried out of the list, and who looks at it elsewhere sees it go on", async ({ page, context }) => {
  const { git, mend } = brokenRepository();
  await fails(page, git.folder);
  const elsewhere = await context.newPage();
  await elsewhere.goto(page.url());
  await expect(elsewhere.locator(".run-header .pill")).toHaveText("Failed");

  mend();
  await page.getByRole("link", { name: "Voyages" }).click();
  await line(page, git.folder).getByRole("button", { name: "Retry long-voyage" }).press("Enter");
  await expect(line(page, git.folder).locator(".pill")).toHaveText("Complete", { timeout: 60_000 });
  await expect(line(page, git.folder).getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Recent voyages" })).toBeFocused();

  await elsewhere.evaluate(() => window.dispatchEvent(new Event("visibilitychange"))); // its tab is looked at again
  await complete(elsewhere);
});

test("who asks for what is being read already watches the same run", async ({ page, context }) => {
  const { folder } = longRepository(COMMITS);
  await ask(page, folder);
  await page.waitForURL(/\/analyses\/[a-z2-7]{16}$/);
  const second = await context.newPage();
  await ask(second, folder);
  await second.waitForURL(page.url());
  await expect(second.getByText("Somebody asked for this already")).toBeVisible();
  await expect(second.getByText("2 requests share this run. It stops for all of them.")).toBeVisible();
  await second.getByRole("button", { name: "Stop this run" }).click();
  await expect(page.locator(".run-header .pill")).toHaveText("Stopped");
});

test("a repository is deleted after a question, and is gone from the list", async ({ page }) => {
  const { folder } = longRepository(50);
  await voyage(page, folder);
  const address = page.url();
  const opener = page.getByRole("button", { name: "Delete repository …" });
  await opener.press("Enter");
  const question = page.getByRole("dialog", { name: "Delete long-voyage?" });
  await expect(question).toContainText("1 analysis, with figures");
  await expect(question.getByRole("button", { name: "Keep it" })).toBeFocused();
  await page.screenshot({ path: "test-output/analysis-delete-dark-1440.png" });
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(opener).toBeFocused();

  await opener.press("Enter");
  await question.getByRole("button", { name: "Delete everything" }).click();
  await page.waitForURL(/\/$/);
  await expect(page.getByRole("status")).toContainText("long-voyage was deleted");
  await page.getByRole("heading", { name: "Recent voyages" }).waitFor();
  await expect(page.getByText("Asking …")).toHaveCount(0);
  await expect(line(page, folder)).toHaveCount(0);
  await page.goto(address);
  await expect(page.getByRole("alert")).toContainText("There is no analyses/");
});
