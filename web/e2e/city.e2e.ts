import type { Page } from "@playwright/test";
import { looksWell } from "./barriers";
import { tree } from "./git";
import { changingRepository, HOSTILE_NAMES, hostileRepository } from "./repositories";
import { expect, rows, test, voyage } from "./voyage";

const git = { made: undefined as ReturnType<typeof changingRepository> | undefined, address: "" };

/** The city of a repository that all tests here share, at a moment of the link. */
async function city(page: Page, search = ""): Promise<ReturnType<typeof changingRepository>> {
  if (!git.made) {
    git.made = changingRepository();
    await voyage(page, git.made.folder);
    git.address = page.url();
  }
  await page.goto(`${git.address}/city${search}`);
  await shown(page);
  return git.made;
}

/** Waits until something is drawn, and stands still. */
async function shown(page: Page): Promise<void> {
  await page.locator(".city-canvas canvas[data-settled=true], .city-table tbody tr").first().waitFor();
}

const commit = (page: Page) => page.locator(".time-now code").getAttribute("title");
const slider = (page: Page) => page.getByRole("slider", { name: "Moment" });

/** Drags the thumb to a share of the slider's length. */
async function drag(page: Page, share: number): Promise<void> {
  const bar = await slider(page).boundingBox();
  if (!bar) throw new Error("no slider");
  const now = await slider(page).evaluate((input: HTMLInputElement) => (Number(input.value) - Number(input.min)) / (Number(input.max) - Number(input.min)));
  const y = bar.y + 40;
  await page.mouse.move(bar.x + 9 + now * (bar.width - 18), y);
  await page.mouse.down();
  await page.mouse.move(bar.x + 9 + share * (bar.width - 18), y, { steps: 8 });
  await page.mouse.up();
  await page.mouse.move(bar.x, bar.y - 30);
}

test("dragged to three dates the city is that day's tree, as git lists it", async ({ page }) => {
  const repository = await city(page);
  const seen = new Set<string>();
  for (const share of [0.8, 0.11, 0.47]) {
    await page.keyboard.press("c");
    await shown(page);
    await drag(page, share);
    const at = (await commit(page)) ?? "";
    await expect.poll(() => page.url()).toContain(`at=${at.slice(0, 12)}`);
    seen.add(at);
    // The date that the slider says is the state that git has for it.
    const date = (await page.locator(".time-now time").getAttribute("datetime")) ?? "";
    expect(repository.lines("rev-list", "-1", "--first-parent", `--before=${date}`, "HEAD")).toEqual([at]);

    const files = tree(repository, at);
    const lines = files.reduce((sum, file) => sum + (file.lines ?? 0), 0);
    await expect(page.locator(".city-figures")).toHaveText(`${files.length} files ${lines.toLocaleString("en-US")} lines`);
    await expect(page.locator(".city-canvas canvas")).toHaveAttribute("data-position", String(repository.lines("rev-list", "--first-parent", at).length - 1));
    await expect(page.locator(".city-canvas canvas")).toHaveAttribute("data-standing", String(files.length));

    await page.keyboard.press("t");
    await page.locator(`.city-table[data-position="${repository.lines("rev-list", "--first-parent", at).length - 1}"]`).waitFor();
    const more = page.getByRole("button", { name: "Show more" });
    if (await more.isVisible()) await more.click();
    await expect(page.locator(".city-table tbody tr")).toHaveCount(files.length);
    const listed = (await rows(page, "Files at the moment, by lines")).map(([path, , count]) => ({ path, lines: Number(count) }));
    expect(listed.toSorted((a, b) => (a.path! < b.path! ? -1 : 1))).toEqual(files.map(({ path, lines: count }) => ({ path, lines: count })).toSorted((a, b) => (a.path < b.path ? -1 : 1)));
  }
  expect(seen.size).toBe(3);
});

test("a link is the same city after a reload, pixel by pixel", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const repository = await city(page);
  const [at = ""] = repository.lines("rev-list", "-1", "--first-parent", "--skip=60", "HEAD");
  await city(page, `?at=${at.slice(0, 12)}&colour=age&height=changes&camera=20,40,1.1,0.05,0`);
  const canvas = page.locator(".city-canvas canvas");
  await expect(canvas).toHaveAttribute("data-drawn-by", /./);
  expect(await commit(page)).toBe(at);
  const before = await canvas.screenshot();
  await page.reload();
  await shown(page);
  await page.waitForTimeout(300); // a frame that would change something has come by then
  expect((await canvas.screenshot()).equals(before)).toBe(true);
  await page.getByRole("combobox", { name: "Colour" }).selectOption("quiet");
  await expect.poll(async () => (await canvas.screenshot()).equals(before)).toBe(false);
});

test("by keyboard: moments, ways to draw, and a file", async ({ page }) => {
  const repository = await city(page);
  await slider(page).focus();
  await page.keyboard.press("ArrowLeft");
  const mainline = repository.lines("rev-list", "--first-parent", "HEAD");
  await expect.poll(() => commit(page)).toBe(mainline[1]);
  await page.keyboard.press("PageDown");
  await expect.poll(() => commit(page)).toBe(repository.lines("rev-parse", "v0.120^{commit}")[0]);
  await page.keyboard.press("Home");
  await expect.poll(() => commit(page)).toBe(mainline.at(-1));
  await page.keyboard.press("End");
  await expect.poll(() => commit(page)).toBe(mainline[0]);
  await page.keyboard.press("m");
  await expect(page.locator("canvas[data-kind=treemap]")).toBeVisible();
  await page.keyboard.press("t");
  const row = page.locator(".city-row").first();
  const path = (await row.innerText()).trim();
  await row.press("Enter");
  await expect(page.getByRole("complementary", { name: "File" })).toContainText(path);
  await expect(page).toHaveURL(new RegExp(`path=${encodeURIComponent(path).replace(/%2F/g, "(%2F|/)")}`));
  const changes = repository.lines("log", "--follow", "--format=%H", "--", path).length;
  await expect(page.getByRole("complementary", { name: "File" })).toContainText(`${changes} change`);
});

test("time plays, and stops when asked", async ({ page }) => {
  await city(page);
  await page.getByRole("button", { name: "Play" }).click();
  const first = await commit(page);
  await expect.poll(() => commit(page)).not.toBe(first);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForURL(/at=/);
});

test("a link to a commit that is no state of the mainline says so, and shows the newest", async ({ page }) => {
  const repository = await city(page, "?at=ffffffffffff");
  await expect(page.getByText("That moment is not on the mainline")).toBeVisible();
  expect(await commit(page)).toBe(repository.head());
});

test("without WebGL the tree is drawn flat, and says why", async ({ page }) => {
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith("webgl") ? null : Reflect.apply(real, this, [kind, ...rest]);
    } as typeof real;
  });
  await city(page);
  await expect(page.locator("canvas[data-kind=treemap]")).toBeVisible();
  await expect(page.getByText("gives no WebGL")).toBeVisible();
});

test("names that act are shown by their characters", async ({ page }) => {
  await voyage(page, hostileRepository().folder);
  await page.goto(`${page.url()}/city?as=table`);
  await shown(page);
  await expect(page.locator(".city-row")).toHaveCount(HOSTILE_NAMES.length);
  await expect(page.locator(".city-table")).toContainText("<img src=x onerror");
  expect(await page.title()).not.toBe("1");
});

for (const as of ["city", "treemap", "table"] as const) {
  test(`${as}: dark and light, wide and narrow`, async ({ page }) => {
    await city(page, as === "city" ? "" : `?as=${as}`);
    await looksWell(page, `city-as-${as}`, () => shown(page));
  });
}
