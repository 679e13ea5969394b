// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
// The report in a real browser: node report_in_browser.mjs CHROMIUM REPORT_SAMPLE FOLDER
//
// REPORT_SAMPLE prints the page (report_sample.cpp); the browser is driven through its own protocol over a pipe, so
// that nothing but Node is needed. Screenshots are left in FOLDER for people to look at.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [chromium, sample, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const file = resolve(folder, 'report.html');
writeFileSync(file, execFileSync(sample));

class Browser {
  #process;
  #profile = mkdtempSync(join(tmpdir(), 'report-browser-'));
  #waiting = new Map();
  #listeners = new Map();
  #last = 0;
  #text = '';

  constructor() {
    this.#process = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
      '--no-first-run', '--disable-extensions', '--disable-background-networking', '--remote-debugging-pipe',
      `--user-data-dir=${this.#profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((end) => { this.#process.on('exit', end); });
    this.#process.stdio[4].setEncoding('utf8').on('data', (text) => {
      const parts = (this.#text + text).split('\0');
      this.#text = parts.pop();
      for (const part of parts) this.#receive(JSON.parse(part));
    });
  }

  #receive(message) {
    if (message.id === undefined) {
      for (const listener of this.#listeners.get(message.method) ?? []) listener(message.params);
      return;
    }
    const { resolve: done, reject } = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) reject(new Error(message.error.message));
    else done(message.result);
  }

  on(event, listener) { this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]); }

  send(method, params = {}) {
    const id = ++this.#last;
    return new Promise((done, reject) => {
      this.#waiting.set(id, { resolve: done, reject });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    });
  }

  async open() {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    this.session = (await this.send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await this.send(`${domain}.enable`);
  }

  async load(url) {
    const loaded = new Promise((done) => { this.on('Page.loadEventFired', done); });
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /// The value of an expression in the page.
  async ask(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    assert.ok(!exceptionDetails, `${expression}: ${exceptionDetails?.exception?.description}`);
    return result.value;
  }

  look(width, height, scheme) {
    return Promise.all([
      this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 }),
      this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] }),
    ]);
  }

  async picture(name) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    writeFileSync(join(folder, name), Buffer.from(data, 'base64'));
  }

  async close() {
    await this.send('Browser.close').catch(() => {});
    await this.ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

let failed = 0;
async function check(name, body) {
  try {
    await body();
    console.log(`ok    ${name}`);
  } catch (failure) {
    ++failed;
    console.log(`FAIL  ${name}: ${String(failure.message).split('\n').join(' | ').slice(0, 600)}`);
  }
}

const browser = new Browser();
const requests = [];
const complaints = [];
const silence = setTimeout(() => { console.log('FAIL  the browser does not answer'); process.exit(1); }, 100_000);
await browser.open();
browser.on('Network.requestWillBeSent', ({ request }) => requests.push(request.url));
browser.on('Log.entryAdded', ({ entry }) => complaints.push(entry.text));
browser.on('Runtime.exceptionThrown', ({ exceptionDetails }) => complaints.push(exceptionDetails.text));
await browser.look(1280, 1400, 'light');
await browser.load(`file://${file}`);

const column = (key) => `[...document.querySelectorAll('#rows tr')].map((row) => row.children[${key}].textContent)`;
const [NAME, HOSTS, , END, DAYS, STATE] = [0, 1, 2, 3, 4, 5];
const press = (selector) => browser.ask(`document.querySelector(${JSON.stringify(selector)}).click()`);
const type = (text) => browser.ask(`{ const field = document.getElementById('filter'); field.value = ${JSON.stringify(text)};
  field.dispatchEvent(new Event('input')); }`);
const count = () => browser.ask(`document.getElementById('count').textContent`);
const head = (label) => browser.ask(
  `[...document.querySelectorAll('#head button')].find((button) => button.textContent === '${label}').click()`);
const luminance = (selector, property) => browser.ask(`(() => {
  const [r, g, b] = getComputedStyle(document.querySelector('${selector}')).${property}.match(/[\\d.]+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255; })()`);

await check('it loads nothing but itself, and the browser complains of nothing', async () => {
  assert.deepEqual(requests, [`file://${file}`]);
  assert.deepEqual(complaints, []);
});
await check('hostile texts are shown as texts', async () => {
  assert.equal(await browser.ask('typeof window.hacked'), 'undefined');
  assert.equal(await browser.ask(`document.querySelectorAll('img, svg[onload], iframe, main script').length`), 0);
  const names = await browser.ask(column(NAME));
  for (const name of ['<script>window.hacked=1</script>', '</script><script>window.hacked=2</script>'])
    assert.ok(names.includes(name), name);
});
await check('the policy keeps a script from running that got into the page', async () => {
  await browser.ask(`{ const script = document.createElement('script'); script.textContent = 'window.hacked = 9';
    document.body.append(script); script.remove(); }`);
  assert.equal(await browser.ask('typeof window.hacked'), 'undefined');
  assert.ok(complaints.some((text) => text.includes('Content Security Policy')), complaints.join());
});
await check('every certificate is there, the first to expire first', async () => {
  assert.equal(await count(), '120 certificates');
  const ends = await browser.ask(column(END));
  assert.equal(ends.length, 120);
  const dates = ends.filter((end) => /^\d/.test(end));
  assert.deepEqual(dates, [...dates].sort());
  await browser.picture('light.png');
});
await check('a column is sorted by a press of its head, and the other way by another one', async () => {
  await head('Days left');
  const up = (await browser.ask(column(DAYS))).filter((days) => days !== '–').map(Number);
  assert.deepEqual(up, [...up].sort((a, b) => a - b));
  await head('Days left');
  const down = await browser.ask(column(DAYS));
  assert.equal(down.at(-1), '–', 'what is not known stays at the end');
  assert.deepEqual(down.slice(0, -1).map(Number), [...up].reverse());
  assert.equal(await browser.ask(`document.querySelector('[aria-sort]').textContent`), 'Days left');
  await head('Name');
  const names = (await browser.ask(column(NAME))).filter((name) => name.startsWith('host-')).map((name) => parseInt(name.slice(5), 10));
  assert.deepEqual(names, [...names].sort((a, b) => a - b), 'numbers in names count as numbers');
});
await check('words filter: all of them must be there, in any column', async () => {
  await type('EXAMPLE.CN host-1');
  const names = await browser.ask(column(NAME));
  assert.ok(names.length > 0 && names.length < 120);
  assert.ok(names.every((name) => name.startsWith('host-1') && name.includes('example.cn')), names.join());
  assert.equal(await count(), `${names.length} of 120 certificates`);
  await press('#clear');
  assert.equal(await count(), '120 certificates');
});
await check('tiles, bars and shares filter, and their figures are true', async () => {
  const facets = await browser.ask(`[...document.querySelectorAll('button.facet')].map((button) =>
    ({ facet: button.dataset.facet, value: button.dataset.value, count: Number(button.dataset.count) }))`);
  assert.ok(facets.length > 25);
  for (const [index, { facet, value, count: told }] of facets.entries()) {
    const pressed = `document.querySelectorAll('button.facet')[${index}]`;
    await browser.ask(`${pressed}.click()`);
    assert.equal((await browser.ask(column(NAME))).length, told, `${facet}=${value}`);
    if (value !== '') {
      assert.equal(await browser.ask(`${pressed}.getAttribute('aria-pressed')`), 'true');
      await browser.ask(`${pressed}.click()`);
      assert.equal(await count(), '120 certificates');
    }
  }
});
await check('filters add up', async () => {
  await press('button[data-facet="state"][data-value="ok"]');
  await press('button[data-facet="domain"][data-value="example.cn"]');
  assert.ok((await browser.ask(column(STATE))).every((state) => state === 'Ok'));
  assert.ok((await browser.ask(column(HOSTS))).every((hosts) => hosts.includes('example.cn')));
  await press('#clear');
});
await check('light is light and dark is dark', async () => {
  assert.ok(await luminance('body', 'backgroundColor') > 0.85);
  assert.ok(await luminance('body', 'color') < 0.3);
  await browser.look(1280, 1400, 'dark');
  assert.ok(await luminance('body', 'backgroundColor') < 0.15);
  assert.ok(await luminance('.panel', 'backgroundColor') < 0.2);
  assert.ok(await luminance('body', 'color') > 0.75);
  await browser.picture('dark.png');
});
for (const [width, scheme] of [[390, 'light'], [320, 'dark']])
  await check(`at ${width} pixels nothing is cut off and nothing scrolls sideways`, async () => {
    await browser.look(width, 2600, scheme);
    const widest = await browser.ask(`Math.max(...[...document.querySelectorAll('body *:not(.hidden):not(rect)')]
      .map((one) => one.getBoundingClientRect().right))`);
    assert.ok(widest <= width + 0.5, `something reaches to ${widest}`);
    assert.equal(await browser.ask('document.documentElement.scrollWidth'), width);
    assert.equal(await browser.ask(`getComputedStyle(document.querySelector('thead')).display`), 'none');
    assert.notEqual(await browser.ask(`getComputedStyle(document.querySelector('.order')).display`), 'none');
    await browser.picture(`narrow_${width}.png`);
  });
await check('where heads are not shown, a list sorts', async () => {
  await browser.ask(`{ const order = document.getElementById('order'); order.value = '${DAYS} down'; order.dispatchEvent(new Event('change')); }`);
  const days = (await browser.ask(column(DAYS))).slice(0, -1).map(Number);
  assert.deepEqual(days, [...days].sort((a, b) => b - a));
});

clearTimeout(silence);
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
