/**
 * What scrubbing costs the page: node scrub.mjs REPOSITORIES FILES…
 *
 * For each number of files it makes a repository below REPOSITORIES (a folder that the stack at CODEVOYAGE_URL may
 * read), has it analysed, opens the city, and goes through time by keyboard, one commit a step. Prints a table: CPU
 * time of the main thread by the browser's own trace (`tdur` of RunTask, Perfetto's thread clock), and the frames drawn.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const STEPS = 60;
const COMMITS = 200;

const [repositories, ...sizes] = process.argv.slice(2);
const url = process.env.CODEVOYAGE_URL;
if (!repositories || sizes.length === 0 || !url) throw new Error("usage: CODEVOYAGE_URL=… node scrub.mjs REPOSITORIES FILES…");

/** A history of so many files, each of its commits bringing its share of them and changing some that are there. */
function grown(files) {
  const folder = join(repositories, `grown-${files}`);
  mkdirSync(folder);
  const git = (args, input) => execFileSync("git", ["-C", folder, ...args], { input: input ?? "", maxBuffer: 1 << 30 });
  git(["init", "--quiet", "--bare", "--initial-branch=main"]);
  const parts = [];
  for (let commit = 0; commit < COMMITS; commit += 1) {
    const when = 1_400_000_000 + commit * 86_400;
    parts.push(`commit refs/heads/main\ncommitter Ada <ada@example.org> ${when} +0000\ndata 1\nx\n`);
    const first = Math.floor((files * commit) / COMMITS);
    const last = Math.floor((files * (commit + 1)) / COMMITS);
    for (let file = first; file < last; file += 1) parts.push(fileAt(file, commit));
    for (let other = 0; other < first; other += Math.max(1, Math.floor(first / 50))) parts.push(fileAt(other, commit));
  }
  git(["fast-import", "--quiet"], parts.join(""));
  return folder;
}

function fileAt(number, version) {
  const text = "line\n".repeat(1 + ((number * 31 + version) % 90));
  return `M 100644 inline part-${number % 40}/area-${number % 700}/file-${number}.${["py", "c", "md", "go"][number % 4]}\ndata ${text.length}\n${text}\n`;
}

async function waitForTree(page) {
  await page.locator(".run-header .pill", { hasText: "Complete" }).waitFor({ timeout: 400_000 });
}

async function scrubbed(browser, files) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByLabel("Address or path").fill(grown(files));
  await page.keyboard.press("Enter");
  await waitForTree(page);
  const loading = await traced(page, async () => {
    await page.getByRole("link", { name: "City" }).click();
    await page.locator("canvas[data-settled=true]").waitFor({ timeout: 120_000 });
  });
  await page.getByRole("slider", { name: "Moment" }).focus();
  const frames = await page.evaluate(() => {
    window.framesDrawn = 0;
    const count = () => {
      window.framesDrawn += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    return performance.now();
  });
  const scrub = await traced(page, async () => {
    for (let step = 0; step < STEPS; step += 1) {
      await page.keyboard.press("ArrowLeft");
      await page.waitForTimeout(100);
    }
  });
  const perSecond = await page.evaluate((since) => (1000 * window.framesDrawn) / (performance.now() - since), frames);
  const drawnBy = await page.locator("canvas").getAttribute("data-drawn-by");
  await page.close();
  return { files, loading: Math.max(...loading), longest: Math.max(...scrub), step: scrub.reduce((sum, one) => sum + one, 0) / STEPS, perSecond, drawnBy };
}

/** CPU time of each task of the page's main thread while something is done, ms. */
async function traced(page, act) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["disabled-by-default-devtools.timeline", "devtools.timeline", "toplevel", "__metadata"] } });
  await act();
  await session.send("Tracing.end");
  await complete;
  // Each process that shows a page has a thread of that name; but for this page they are idle.
  const threads = new Set(events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${pid}.${tid}`));
  const tasks = events.filter(({ name, pid, tid, tdur }) => name === "RunTask" && tdur !== undefined && threads.has(`${pid}.${tid}`));
  if (tasks.length === 0) throw new Error("the trace has no task of the page's main thread");
  return tasks.map(({ tdur }) => tdur / 1000);
}

const browser = await chromium.launch({
  executablePath: process.env.CODEVOYAGE_CHROMIUM ?? "/usr/bin/chromium",
  env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: "1", EGL_PLATFORM: "surfaceless" },
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=gl-egl", "--ignore-gpu-blocklist", "--disable-background-networking"],
});
console.log("| files | opening: longest task | scrubbing: longest task | a step, all tasks | frames a second | drawn by |\n|---|---|---|---|---|---|");
for (const size of sizes) {
  const { files, loading, longest, step, perSecond, drawnBy } = await scrubbed(browser, Number(size));
  console.log(`| ${files.toLocaleString("en-US")} | ${loading.toFixed(0)} ms | ${longest.toFixed(1)} ms | ${step.toFixed(1)} ms | ${perSecond.toFixed(0)} | ${drawnBy} |`);
}
await browser.close();
