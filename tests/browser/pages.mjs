// Opens pages in a real browser, as wide as a desk's screen and as a phone's, and on paper.
// `node tests/browser/pages.mjs FOLDER PAGE...`: writes what was seen to FOLDER/seen.json, and a picture of each.
// tests/it/pages.rs runs it and says what ought to be seen.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder, ...pages] = process.argv.slice(2);
const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const { chromium } = createRequire(path.join(repository, "target/test-tools/playwright/"))("playwright-core");

const SCREENS = {
  desktop: { viewport: { width: 1000, height: 760 } },
  phone: { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true },
};

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const seen = {};
try {
  for (const page of pages) {
    const name = path.basename(page, ".html");
    for (const [screen, options] of Object.entries(SCREENS)) {
      for (const colorScheme of ["light", "dark"]) {
        const kind = colorScheme === "light" ? screen : `${screen}-dark`;
        seen[`${name}-${kind}`] = await look(page, { ...options, colorScheme }, path.join(folder, `${name}-${kind}.png`));
      }
    }
    seen[`${name}-paper`] = await print(page);
  }
} finally {
  await browser.close();
}
fs.writeFileSync(path.join(folder, "seen.json"), JSON.stringify(seen, null, 2));

async function look(file, options, picture) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors = [];
  const requests = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  const result = await page.evaluate(measure);
  await page.screenshot({ path: picture, fullPage: true });
  await context.close();
  return { ...result, errors, elsewhere: requests.filter((request) => request !== address) };
}

/** Runs in the page. */
function measure() {
  const page = document.scrollingElement;
  const visible = (element) => element.getClientRects().length > 0;
  const background = getComputedStyle(document.documentElement).colorScheme;
  const charts = [...document.querySelectorAll("svg")].map((chart) => {
    const box = chart.getBoundingClientRect();
    const lines = [...chart.querySelectorAll("polyline, polygon, circle")].filter(
      (shape) => shape.getBoundingClientRect().width + shape.getBoundingClientRect().height > 0,
    );
    const labels = [...chart.querySelectorAll("text")].map((label) => label.getBoundingClientRect());
    const inside = labels.filter((label) => label.left >= box.left - 1 && label.right <= box.right + 1);
    return {
      title: chart.closest("section")?.querySelector("h2")?.textContent ?? "",
      width: Math.round(box.width),
      height: Math.round(box.height),
      shapes: lines.length,
      labels: labels.length,
      labelsInside: inside.length,
      labelHeight: Math.max(0, ...labels.map((label) => label.height)),
    };
  });
  return {
    headings: [...document.querySelectorAll("h1, h2")].filter(visible).map((heading) => heading.textContent),
    textSize: parseFloat(getComputedStyle(document.body).fontSize),
    overflow: page.scrollWidth - page.clientWidth,
    background,
    charts,
  };
}

async function print(file) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  const pdf = await page.pdf({ format: "A4" });
  await page.emulateMedia({ media: "print" });
  const overflow = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
  await context.close();
  return { bytes: pdf.length, overflow };
}
