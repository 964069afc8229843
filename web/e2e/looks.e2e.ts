import { barriers } from "./barriers";
import { brokenRepository, longRepository } from "./repositories";
import { ask, expect, test, voyage } from "./voyage";

let analysis: string | undefined;
let failed: string | undefined;

for (const colorScheme of ["dark", "light"] as const) {
  for (const width of [1440, 390]) {
    test(`${colorScheme} at ${width} px: nothing overflows, and axe finds no barrier`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      if (analysis === undefined) {
        await voyage(page, longRepository(3000).folder);
        analysis = page.url();
      }
      if (failed === undefined) {
        await ask(page, brokenRepository().git.folder);
        await page.locator(".run-header .pill-failed").waitFor();
        failed = page.url();
      }
      for (const [name, address, ready] of [
        ["home", "/", [".runs tbody tr", ".activity"]],
        ["analysis", analysis, [".bars-commits", ".claims", ".files tbody tr"]],
        ["failed", failed, [".attempts tbody tr", ".stages tbody tr"]],
      ] as const) {
        await page.goto(address);
        // A phone's list has no room for the drawing: attached is enough.
        for (const part of ready) await page.locator(part).first().waitFor({ state: "attached" });
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `test-output/${name}-${colorScheme}-${width}.png`, fullPage: true });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
        expect(await barriers(page)).toEqual([]);
      }
      await page.getByRole("button", { name: "Delete repository …" }).click();
      await page.getByRole("dialog").waitFor();
      expect(await barriers(page)).toEqual([]);
    });
  }
}

test("the theme that was chosen stays", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Turn dark or light" }).click();
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await paper()).toBe("rgb(245, 242, 234)");
  await page.reload();
  expect(await paper()).toBe("rgb(245, 242, 234)");
});
