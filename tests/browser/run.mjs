// Drives Chromium over the pages that `uppdrag serve` gives, as a reader does.
//
//   node run.mjs PROGRAM DATASET PICTURES [CHROMIUM]
//
// One line a check; the last line counts them. A check fails too on an error in the console, a
// request that leaves the host, or a breach of the policy of the page.
import { spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [program, dataset, pictures, executablePath = "/usr/bin/chromium"] = process.argv.slice(2);
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const wide = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const county = "doc/org/lansstyrelsen-i-blekinge-lan";
let passed = 0;
let failed = 0;

function ensure(condition, what) {
  if (!condition) throw new Error(what);
}

// Starts the program, and waits for its address.
function start() {
  const server = spawn(program, ["serve", dataset, "--listen", "127.0.0.1:0", "--log", "none"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const address = new Promise((resolve, reject) => {
    for (const output of [server.stdout, server.stderr]) {
      createInterface({ input: output }).on("line", (line) => {
        const found = /on (http:\/\/[^ /]+)\//.exec(line);
        if (found) resolve(`${found[1]}/`);
      });
    }
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    setTimeout(() => reject(new Error("the server does not begin")), 120_000).unref();
  });
  return { server, address };
}

const { server, address } = start();
let browser;
try {
  const site = await address;
  browser = await chromium.launch({
    executablePath,
    args: ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  fs.mkdirSync(pictures, { recursive: true });
  await everything(site);
} catch (error) {
  failed += 1;
  console.log(`FAILED  ${error.message}`);
} finally {
  await browser?.close();
  server.kill("SIGTERM");
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

// One check on a page of its own: `see` looks at it and throws if something is wrong.
//
// `options` are those of a Playwright context, and: `status` that the page has,
// `told` that the console may speak of, `block` scripts.
async function check(site, name, where, see, options = {}) {
  const { status = 200, told = status, block, ...browsing } = options;
  const context = await browser.newContext({ viewport: wide, locale: "sv-SE", ...browsing });
  const faults = new Set();
  try {
    // Whatever leaves the host is stopped, and is a fault.
    await context.route(
      (url) => !url.href.startsWith(site) && !["data:", "blob:"].includes(url.protocol),
      (route) => {
        faults.add(`request to ${route.request().url()}`);
        return route.abort();
      },
    );
    await context.exposeBinding("breach", (_, what) => faults.add(`policy: ${what}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        window.breach(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    });
    if (block) await context.route(block, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("console", (it) => {
      // A script that is not the one whose digest the page names is not run.
      const expected = (told !== 200 && it.text().includes(`status of ${told}`)) || (block && it.text().includes("'integrity'"));
      if (["error", "warning"].includes(it.type()) && !expected) faults.add(`console: ${it.text().slice(0, 200)}`);
    });
    page.on("pageerror", (error) => faults.add(`script: ${error.message}`));
    const response = await page.goto(site + where);
    ensure(response.status() === status, `status ${response.status()}`);
    await see(page);
    await page.screenshot({ path: path.join(pictures, `${name.replace(/[^a-z0-9]+/gi, "-")}.png`), fullPage: true });
    await accessible(page);
    ensure(faults.size === 0, [...faults].join("; "));
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}: ${[error.message.split("\n")[0], ...faults].join("; ")}`);
  } finally {
    await context.close();
  }
}

// axe-core finds no breach of WCAG 2.0 to 2.2, levels A and AA.
async function accessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), rules);
  const told = found.violations.map((it) => `${it.id} at ${it.nodes.map((node) => `${node.target} (${node.failureSummary.split("\n")[1]?.trim()})`).slice(0, 3).join(", ")}`);
  ensure(told.length === 0, `axe: ${told.join("; ")}`);
}

async function heading(page, text) {
  const found = (await page.locator("h1").innerText()).trim();
  ensure(text instanceof RegExp ? text.test(found) : found === text, `heading "${found}"`);
}

// Nothing of the page is wider than the window.
async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  ensure(over <= 0, `the page is ${over} pixels too wide`);
}

async function rows(page, least) {
  const count = await page.locator("main tbody tr").count();
  ensure(count >= least, `${count} rows`);
}

function editorReady(page) {
  return page.waitForSelector("#yasgui[data-ready]");
}

function run(page) {
  return page.locator(".tabPanel.active .yasqe_queryButton").click();
}

async function everything(site) {
  const at = (name, where, see, options) => check(site, name, where, see, options);

  await at("front page", "sv/", async (page) => {
    ensure((await page.locator(".cards li").count()) >= 8, "cards are missing");
    await fits(page);
  });
  await at("front page in English", "en/", async (page) => {
    ensure((await page.locator("html").getAttribute("lang")) === "en", "language of the page");
    ensure((await page.locator("#entry").innerText()) === "Begin here", "words of the page");
  });
  for (const [tag, viewport] of [["sv", phone], ["en", phone]]) {
    await at(`phone: where to begin is on the first screen, ${tag}`, `${tag}/`, async (page) => {
      const lists = ["agencies", "publications", "map", "timeline", "network"];
      const places = ["h1", "#search", "h1 + .lead", ...lists.map((it) => `main a[href$='/${it}']`)];
      for (const place of places) {
        const box = await page.locator(place).first().boundingBox();
        ensure(box && box.y >= 0 && box.y + box.height <= viewport.height, `${place} ends at ${box?.y + box?.height}`);
        ensure(box.x + box.width <= viewport.width, `${place} is too wide`);
      }
      const over = await page.locator(".cards .name").evaluateAll((names) =>
        names.filter((it) => it.getBoundingClientRect().right > it.closest("li").getBoundingClientRect().right).length);
      ensure(over === 0, `${over} names leave their cards`);
      const questions = await page.locator(".questions li").count();
      ensure(questions >= 6 && questions <= 8, `${questions} questions`);
    }, { viewport, hasTouch: true });
  }
  await at("the language of the browser", "", async (page) => {
    ensure((await page.locator("html").getAttribute("lang")) === "en", "language of the page");
  }, { locale: "en-GB" });
  await at("agency", `sv/${county}`, async (page) => {
    await heading(page, /Blekinge/);
    ensure((await page.locator("main svg").count()) >= 1, "no timeline");
  });
  await at("the language switches and stays on the page", `sv/${county}`, async (page) => {
    await page.locator(".switch a").click();
    ensure(page.url() === `${site}en/${county}`, page.url());
    ensure((await page.locator("html").getAttribute("lang")) === "en", "language of the page");
    await page.locator(".switch a").click();
    ensure(page.url() === `${site}sv/${county}`, page.url());
  });
  await at("mandates", "sv/mandates", (page) => rows(page, 5));
  await at("mandate with its evidence", "sv/mandates", async (page) => {
    await page.locator("main tbody a[href*='doc/mandate/']").first().click();
    ensure((await page.locator("#sources").count()) === 1, "no sources");
    await page.locator(".refs a").first().click();
    ensure(/#source-/.test(page.url()), page.url());
  });
  await at("network with what is denied", "en/doc/network/barnnatverk", (page) => heading(page, /.+/));
  await at("collaborations", "sv/networks", (page) => rows(page, 3));
  await at("publications with a filter", "sv/publications", async (page) => {
    const all = await page.locator("main tbody tr").count();
    await page.locator("#filter-theme").selectOption({ index: 1 });
    await page.locator(".filters button").click();
    await page.waitForURL(/theme=/);
    const some = await page.locator("main tbody tr").count();
    ensure(some > 0 && some < all, `${some} of ${all}`);
  });
  await at("themes", "sv/themes", (page) => rows(page, 5));
  await at("theme", "sv/themes", async (page) => {
    await page.locator("main tbody a").first().click();
    await heading(page, /.+/);
  });
  await at("place", "sv/places", async (page) => {
    await page.locator("main tbody a", { hasText: "Blekinge" }).first().click();
    await heading(page, /Blekinge/);
  });
  await at("timeline: keyboard and links", "sv/timeline", async (page) => {
    const link = page.locator("main svg a").first();
    await link.focus();
    ensure(await link.evaluate((it) => it.matches(":focus-visible")), "the focus is not to be seen");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/doc\//);
  });
  await at("timeline", "sv/timeline", (page) => rows(page, 5));
  await at("map", "sv/map", async (page) => {
    await rows(page, 5);
    await fits(page);
  });
  await at("map: keyboard and links", "sv/map", async (page) => {
    const links = page.locator("main svg a");
    ensure((await links.count()) >= 10, `${await links.count()} counties with links`);
    await links.first().focus();
    const first = await page.evaluate(() => document.activeElement.getAttribute("href"));
    await page.keyboard.press("Tab");
    const next = await page.evaluate(() => document.activeElement.getAttribute("href"));
    ensure(first && next && first !== next, "the keyboard does not go on");
    const before = page.url();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href !== before);
  });
  await at("map by theme", "sv/map", async (page) => {
    await page.locator("#filter-theme").selectOption({ index: 1 });
    await page.locator(".filters button").click();
    await page.waitForURL(/theme=/);
  });
  await at("network drawing", "sv/network", async (page) => {
    ensure((await page.locator("main svg a").count()) >= 2, "no links");
  });
  await at("search names what it found in the language of the page", "sv/search?q=cooperation", async (page) => {
    const hit = page.locator(".hits li", { hasText: "The cooperation of Blekinge" });
    ensure((await hit.locator("a").innerText()).startsWith("Samarbetet mellan Blekinge"), await hit.innerText());
    ensure((await hit.locator(".note span").getAttribute("lang")) === "en", "language of what was found");
  });
  await at("a season is told in words", `en/${county}`, async (page) => {
    const text = await page.locator("main").innerText();
    ensure(text.includes("spring 2008") && !text.includes("2008-21"), "no spring of 2008");
    ensure((await page.locator("main time[datetime='2003']").first().innerText()) === "2003", "no time");
  });
  await at("search", "sv/", async (page) => {
    await page.locator("#search").fill("blekinge lansstyrelsen");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\?q=/);
    ensure((await page.locator(".hits li").count()) >= 1, "no hits");
    await page.locator(".hits a", { hasText: "Blekinge" }).first().click();
    await heading(page, /Blekinge/);
  });
  await at("the skip link comes first", "sv/", async (page) => {
    await page.keyboard.press("Tab");
    ensure(await page.evaluate(() => document.activeElement.matches(".skip")), "something else comes first");
    await page.keyboard.press("Enter");
    ensure(page.url().endsWith("#content"), page.url());
  });
  await at("ontology", "en/ns", (page) => heading(page, "Ontology"));
  await at("sources", "sv/sources", (page) => rows(page, 1));
  await at("no such page", "sv/doc/org/nobody", (page) => heading(page, "Sidan finns inte"), { status: 404 });
  await at("examples", "sv/examples", async (page) => {
    ensure((await page.locator(".examples li").count()) >= 30, "questions are missing");
  });
  await at("example with its answer", "sv/examples", async (page) => {
    await page.locator("a[href*='examples/q03-']").click();
    const cells = (await page.locator("main tbody").innerText()).trim();
    ensure(["Karlskrona", "Ronneby", "Sölvesborg"].every((it) => cells.includes(it)), cells);
    await rows(page, 3);
  });
  await at("answer as a page", "sv/examples/q11-networks-run-with-norrbotten", (page) => rows(page, 1));

  // The editor; a build without it shows the plain form, which is a failure here.
  await at("editor runs an example and shows its rows", "sv/editor?q=q03-municipalities-of-the-supervision", async (page) => {
    await editorReady(page);
    ensure(await page.locator("#plain").isHidden(), "the plain form is still there");
    await run(page);
    await page.waitForSelector(".tabPanel.active .yasr_results tbody tr");
    const table = page.locator(".tabPanel.active .yasr_results tbody");
    ensure((await table.locator("tr").count()) === 3, `${await table.locator("tr").count()} rows`);
    ensure((await table.innerText()).includes("Karlskrona kommun"), await table.innerText());
    await fits(page);
  });
  await at("editor speaks the language of the page", "sv/editor?q=q03-municipalities-of-the-supervision", async (page) => {
    await editorReady(page);
    await run(page);
    await page.waitForSelector(".tabPanel.active .yasr_results tbody tr");
    await page.locator(".tabPanel.active .tableFilter").pressSequentially("ronneby");
    await page.waitForFunction(() => document.querySelectorAll(".tabPanel.active .yasr_results tbody tr").length === 1);
    await page.waitForFunction(() => document.querySelector("#yasgui .dt-info").innerText.includes("valda ur"));
    await page.locator("#yasgui .tabsList .tab").first().click({ button: "right" });
    await page.waitForSelector(".context-menu-item");
    const texts = await page.evaluate(() => {
      const seen = [];
      const own = ".CodeMirror, td, th, input, [lang=en], script, style";
      for (const element of document.querySelectorAll("#yasgui *, .context-menu *")) {
        if (!element.checkVisibility()) continue;
        for (const name of ["title", "aria-label", "placeholder"]) {
          if (element.hasAttribute(name)) seen.push(element.getAttribute(name));
        }
        if (element.closest(own)) continue;
        for (const node of element.childNodes) if (node.nodeType === 3) seen.push(node.data.trim());
      }
      return [...new Set(seen)].filter((it) => /\p{L}{2}/u.test(it));
    });
    const english = texts.filter((it) => /\b(the|query|tab|close|copy|show|result|page|add|view|entries|filter|search|sort|size|next|last)\b/i.test(it));
    ensure(texts.length > 10 && english.length === 0, english.join(" | ") || `${texts.length} texts`);
    ensure(texts.includes("Kör frågan") && texts.includes("Byt namn på fliken"), texts.join(" | "));
  });
  await at("editor opens another example in a tab", "en/editor", async (page) => {
    await editorReady(page);
    const tabs = page.locator("#yasgui .tabsList .tab");
    const before = await tabs.count();
    await page.locator("#choice").selectOption("q01-number-of-county-boards");
    await page.locator("#open").click();
    ensure((await tabs.count()) === before + 1, "no further tab");
    await run(page);
    await page.waitForSelector(".tabPanel.active .yasr_results tbody tr");
    ensure((await page.locator(".tabPanel.active .yasr_results tbody").innerText()).includes("21"), "not 21 boards");
  });
  await at("editor shows an error of the server", "en/editor", async (page) => {
    await editorReady(page);
    await page.evaluate(() => document.querySelector(".tabPanel.active .CodeMirror").CodeMirror.setValue("SELECT * { ?s ?p }"));
    await run(page);
    await page.waitForSelector(".tabPanel.active .yasr .errorResult");
    ensure((await page.locator(".tabPanel.active .yasr").innerText()).includes("400"), "no status");
  }, { told: 400 });
  await at("a shared link cannot name another endpoint",
    `en/editor#query=${encodeURIComponent("ASK { ?s ?p ?o }")}&endpoint=${encodeURIComponent("https://elsewhere.example/sparql")}`,
    async (page) => {
      await editorReady(page);
      await page.waitForSelector(".tabPanel.active .yasr_results > *");
    });
  await at("editor completes prefixes without asking anybody", "en/editor", async (page) => {
    await editorReady(page);
    await page.evaluate(() => {
      const editor = document.querySelector(".tabPanel.active .CodeMirror").CodeMirror;
      editor.setValue("PREFIX ");
      editor.focus();
      editor.setCursor(0, 7);
      editor.autocomplete();
    });
    await page.waitForSelector(".CodeMirror-hint");
    const hints = await page.locator(".CodeMirror-hint").allInnerTexts();
    ensure(hints.some((it) => it.startsWith("upp:")) && hints.length < 40, hints.join(" "));
    await page.keyboard.press("Escape");
  });
  await at("editor without script is a form", "sv/editor?q=q01-number-of-county-boards", async (page) => {
    ensure(await page.locator("#plain").isVisible(), "no form");
    await page.locator("#format").selectOption("csv");
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#plain button").click()]);
    ensure(fs.readFileSync(await file.path(), "utf8").includes("21"), "not 21 boards");
  }, { block: "**/editor/*.js" });

  for (const [name, where] of [["front page", "sv/"], ["agency", `sv/${county}`], ["publications", "sv/publications"], ["map", "sv/map"], ["timeline", "sv/timeline"], ["examples", "sv/examples"]]) {
    await at(`phone: ${name}`, where, fits, { viewport: phone, hasTouch: true });
  }
  await at("phone: editor", "sv/editor?q=q03-municipalities-of-the-supervision", async (page) => {
    await editorReady(page);
    await run(page);
    await page.waitForSelector(".tabPanel.active .yasr_results tbody tr");
    await fits(page);
  }, { viewport: phone, hasTouch: true });
  for (const [name, where] of [["front page", "sv/"], ["agency", `sv/${county}`], ["map", "sv/map"], ["timeline", "sv/timeline"], ["network drawing", "sv/network"], ["examples", "sv/examples"], ["mandate", "sv/doc/mandate/lansstyrelserna-2004-stimulera-forebyggande"]]) {
    await at(`dark: ${name}`, where, fits, { colorScheme: "dark" });
  }
  const isDark = (page, place) => page.locator(place).first().evaluate((it) => {
    const [red, green, blue] = getComputedStyle(it).backgroundColor.match(/\d+/g).map(Number);
    return red + green + blue < 3 * 64;
  });
  await at("dark: editor with an answer", "sv/editor?q=q03-municipalities-of-the-supervision", async (page) => {
    await editorReady(page);
    await run(page);
    await page.waitForSelector(".tabPanel.active .yasr_results tbody tr");
    ensure(await isDark(page, ".tabPanel.active .CodeMirror"), "the editor is light");
    await fits(page);
  }, { colorScheme: "dark" });
  await at("dark: editor with an answer as it came", "en/editor?q=q03-municipalities-of-the-supervision", async (page) => {
    await editorReady(page);
    await run(page);
    await page.locator(".tabPanel.active .select_response").click();
    await page.waitForSelector(".tabPanel.active .yasr_results .CodeMirror");
    ensure(await isDark(page, ".tabPanel.active .yasr_results .CodeMirror"), "the answer is light");
  }, { colorScheme: "dark" });
  await at("dark: editor with an error", "sv/editor", async (page) => {
    await editorReady(page);
    await page.evaluate(() => document.querySelector(".tabPanel.active .CodeMirror").CodeMirror.setValue("SELECT * { ?s ?p }"));
    await run(page);
    await page.waitForSelector(".tabPanel.active .yasr .errorResult[lang=en]");
  }, { colorScheme: "dark", told: 400 });
}
