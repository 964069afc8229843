import { largest, months, tree } from "./git";
import { longRepository } from "./repositories";
import { complete, ask, expect, figure, rows, test } from "./voyage";

/** Seconds of reading on two slow cores: long enough to be seen at several moments. */
const COMMITS = 20_000;

test("an address is typed, its history appears while it is read, and every number is git's", async ({ page }) => {
  const git = longRepository(COMMITS);
  await page.addInitScript(() => {
    // What a person could have seen, moment by moment.
    const seen: { progress: string; commits: string; state: string }[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const progress = document.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow") ?? "";
      const commits = document.querySelector(".figure dd")?.textContent ?? "";
      const state = document.querySelector(".run-header .pill")?.textContent ?? "";
      const last = seen.at(-1);
      if (last?.progress !== progress || last.commits !== commits || last.state !== state) seen.push({ progress, commits, state });
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });

  await ask(page, git.folder);
  await page.waitForURL(/\/analyses\/[a-z2-7]{16}$/);
  await page.getByRole("slider", { name: /Timeline/ }).locator("path.bars-commits").waitFor();
  await page.screenshot({ path: "test-output/analysis-under-way-dark-1440.png" });
  await complete(page);

  type Moment = { progress: string; commits: string; state: string };
  const seen = await page.evaluate(() => (window as unknown as { seen: Moment[] }).seen);
  const before = seen.slice(0, seen.findIndex((moment) => moment.state === "Complete"));
  expect(before.filter(({ progress }) => Number(progress) > 0 && Number(progress) < 100).length, "progress moved before the run was done").toBeGreaterThan(0);
  const growing = before.map(({ commits }) => Number(commits.replaceAll(",", ""))).filter((commits) => commits > 0 && commits < COMMITS);
  expect(growing.length, "figures grew before the run was done").toBeGreaterThan(0);

  expect(Number(await figure(page, "Commits"))).toBe(git.commitCount());
  await expect(page.locator(".run-facts")).toContainText(git.head().slice(0, 10));
  await expect(page.locator(".run-facts")).toContainText("branch main");

  const files = tree(git);
  for (const by of ["lines", "bytes"] as const) {
    await page.getByRole("button", { name: by === "lines" ? "Lines" : "Bytes", exact: true }).click();
    const expected = largest(files, by, 15).map((file) => [file.path, String(file.lines ?? "binary"), String(file.bytes)]);
    await expect.poll(() => rows(page, "Largest files")).toEqual(expected);
  }
  await expect(page).toHaveURL(/files=bytes/);
  expect(Number(await figure(page, "Files"))).toBe(files.length);
  expect(Number(await figure(page, "Lines"))).toBe(files.reduce((sum, file) => sum + (file.lines ?? 0), 0));

  await page.getByRole("button", { name: "As a table" }).click();
  const oracle = months(git);
  const name = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  const told = oracle.map(({ month, commits, insertions, deletions, people }) => [name.format(new Date(`${month}-01T00:00:00Z`)), ...[commits, insertions, deletions, people].map(String)]);
  expect(await rows(page, "Timeline as a table")).toEqual(told);

  // The same numbers by keyboard, from the drawing.
  const chart = page.getByRole("slider", { name: /Timeline/ });
  await chart.focus();
  await page.keyboard.press("Home");
  await expect(page.locator(".readout-when")).toHaveText(told.at(-1)?.[0] ?? "");
  await expect(page.locator(".readout-entry dd").first()).toHaveText(told.at(-1)?.[1] ?? "");
  await page.keyboard.press("ArrowRight");
  await expect(chart).toHaveAttribute("aria-valuetext", new RegExp(`^${told.at(-2)?.[0]}: ${told.at(-2)?.[1]} commits`));

  // What an overview says is there, with the call that it rests on.
  const claim = page.locator(".claim").first();
  await claim.locator("summary").click();
  await expect(claim.locator(".evidence-call").first()).toContainText("AnalysisService.");
});

test("a cap is said wherever its figures are", async ({ page }) => {
  const { folder } = longRepository(100);
  await page.goto("/");
  await page.getByLabel("Only the newest").fill("40");
  await page.getByLabel("Address or path").fill(folder);
  await page.getByLabel("Address or path").press("Enter");
  await page.waitForURL(/\/analyses\/[a-z2-7]{16}$/);
  await complete(page);
  expect(await figure(page, "Commits")).toBe("≥ 40");
  await expect(page.locator(".run-facts")).toContainText("Newest 40 commits only");
  await expect(page.getByRole("region", { name: "Figures" })).toContainText("Newest 40 commits: of the whole history the figures are at least these");
  await page.getByRole("link", { name: "Voyages" }).click();
  await expect(page.locator(".runs tbody tr").first().locator(".runs-commits")).toHaveText("≥ 40");
});

test("the field is a key away", async ({ page }) => {
  await page.goto("/");
  const field = page.getByLabel("Address or path");
  // The list is there after the page's effects have run: it listens by then.
  await page.locator(".runs").waitFor();
  await page.keyboard.press("/");
  await expect(field).toBeFocused();
  await page.keyboard.type("/srv/git");
  await expect(field).toHaveValue("/srv/git");
});

test("the timeline is drawn by day, week or month, and the choice is in the address", async ({ page }) => {
  const git = longRepository(400);
  await ask(page, git.folder);
  await page.waitForURL(/\/analyses\/[a-z2-7]{16}$/);
  await complete(page);
  // 400 commits, one in 5.5 hours or a little slower, are about a hundred days.
  await expect(page.getByRole("button", { name: "Day", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Week", exact: true }).click();
  await expect(page).toHaveURL(/grain=week/);
  await page.getByLabel("People").uncheck();
  await expect(page.locator(".area-people")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("button", { name: "Week", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.locator(".bars-commits").waitFor();
  await expect(page.locator(".area-people")).toHaveCount(0);
  await page.getByRole("button", { name: "As a table" }).click();
  const weeks = await rows(page, "Timeline as a table");
  expect(weeks.reduce((sum, [, commits]) => sum + Number(commits), 0)).toBe(400);
});
