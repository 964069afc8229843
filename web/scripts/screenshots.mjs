/**
 * Makes the README's pictures: node screenshots.mjs REPOSITORIES IMAGES
 *
 * REPOSITORIES: a folder that the stack at CODEVOYAGE_URL may read; each repository in it is analysed, and the last
 * one is the one that is shown. IMAGES: where the pictures go.
 */
import { mkdir, readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const [repositories, images] = process.argv.slice(2);
const url = process.env.CODEVOYAGE_URL;
if (!repositories || !images || !url) throw new Error("usage: CODEVOYAGE_URL=… node screenshots.mjs REPOSITORIES IMAGES");

await mkdir(images, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CODEVOYAGE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 1180 }, reducedMotion: "reduce" });

/** One look of the page in its file. */
async function picture(name, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.screenshot({ path: join(images, name) });
  console.log(join(images, name));
}

for (const repository of (await readdir(repositories)).toSorted()) {
  await page.goto(url);
  const field = page.getByLabel("Address or path");
  await field.fill(join(await realpath(repositories), repository));
  await field.press("Enter");
  await page.locator(".claims").waitFor({ timeout: 300_000 });
}
await page.locator(".files tbody tr").first().waitFor();
await page.evaluate(() => document.fonts.ready);
await picture("analysis.png", "dark");
await picture("analysis-light.png", "light");
await browser.close();
