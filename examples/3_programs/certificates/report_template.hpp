// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What report_page.cpp fills in. The style and the script stand by themselves, since the page names their digests.
// Sizes of bars are attributes of SVG, as the policy allows no inline style.

#include <string_view>

namespace certificates::report_template
{

inline constexpr std::string_view page = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{{style_digest}}'; script-src 'sha256-{{script_digest}}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{{title}}</title>
<style>{{style}}</style>
</head>
<body>
<header>
<h1>{{title}}</h1>
<p class="quiet">{{subtitle}}</p>
</header>
<main>
<section aria-labelledby="h-state">
<h2 id="h-state" class="hidden">By state</h2>
<div class="tiles">{{tiles}}</div>
</section>
<section class="panel" aria-labelledby="h-time">
<h2 id="h-time">When they expire</h2>
<div class="timeline">{{timeline}}</div>
</section>
<div class="two">
<section class="panel" aria-labelledby="h-issuer"><h2 id="h-issuer">By issuer</h2>{{issuers}}</section>
<section class="panel" aria-labelledby="h-domain"><h2 id="h-domain">By domain</h2>{{domains}}</section>
</div>
<section class="panel" aria-labelledby="h-all">
<div class="tools">
<h2 id="h-all">All certificates</h2>
<label class="search"><span class="hidden">Filter</span><input id="filter" type="search" placeholder="Filter by name, host, issuer, id or fingerprint" autocomplete="off" spellcheck="false"></label>
<label class="order">Sort by <select id="order"></select></label>
<button id="clear" type="button" hidden>Clear filters</button>
</div>
<p id="count" class="quiet" role="status"></p>
<div class="scroll">
<table>
<thead><tr id="head"></tr></thead>
<tbody id="rows"></tbody>
</table>
</div>
<p class="more"><button id="more" type="button" hidden></button></p>
<noscript><p>The table needs JavaScript; the figures above do not.</p></noscript>
</section>
</main>
<script id="data" type="application/json">{{data}}</script>
<script>{{script}}</script>
</body>
</html>
)html";

inline constexpr std::string_view style = R"css(
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --panel: #ffffff; --text: #1b2330; --quiet: #5b6675; --line: #dde2e9; --hover: #eef2f8;
  --accent: #1f5fbf; --expired: #8f1d2c; --critical: #cf3a1d; --warning: #c98500; --ok: #2e8557; --unknown: #7a8494;
  --expired-soft: #f8e3e6; --critical-soft: #fde7e1; --warning-soft: #fdf1d4; --ok-soft: #e0f3e8; --unknown-soft: #eceef2;
  --warning-text: #7d5200; --critical-text: #a82a10; --ok-text: #1d6440;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --panel: #1a2029; --text: #e4e9f0; --quiet: #98a4b3; --line: #2e3744; --hover: #232b36;
    --accent: #7fb0ff; --expired: #e2798a; --critical: #ff7a59; --warning: #f0b840; --ok: #58c08a; --unknown: #8793a3;
    --expired-soft: #43202a; --critical-soft: #4a2519; --warning-soft: #43340f; --ok-soft: #17382a; --unknown-soft: #2a323d;
    --warning-text: #f6cd73; --critical-text: #ffa78f; --ok-text: #86d9ab;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
header, main { max-width: 90rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.75rem; }
main { padding-bottom: 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1rem; margin: 0 0 .75rem; }
.quiet { color: var(--quiet); margin: .25rem 0 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button, select, input { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.25rem; margin-top: 1rem; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 1rem; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin-top: 1.25rem; }
.tile { text-align: left; background: var(--panel); border: 1px solid var(--line); border-left: 5px solid var(--tone, var(--accent)); border-radius: 10px; padding: .7rem .9rem; }
.tile b { display: block; font-size: 1.7rem; line-height: 1.15; font-variant-numeric: tabular-nums; }
.tile span { color: var(--quiet); }
.expired { --tone: var(--expired); } .critical { --tone: var(--critical); } .warning { --tone: var(--warning); }
.ok { --tone: var(--ok); } .unknown { --tone: var(--unknown); }
button.facet:hover { background: var(--hover); }
button.facet[aria-pressed="true"] { box-shadow: inset 0 0 0 2px var(--accent); }
button.facet[data-count="0"] { opacity: .55; }

.timeline { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: .3rem; }
.bar { display: flex; flex-direction: column; align-items: stretch; min-width: 0; padding: .15rem 0; background: none; border: 0; border-radius: 6px; font-size: .8rem; }
.bar .n { height: 1.3em; color: var(--text); font-variant-numeric: tabular-nums; }
.bar svg { display: block; width: 100%; height: 7.5rem; border-bottom: 1px solid var(--line); padding: 0 12%; }
.bar .when { color: var(--quiet); line-height: 1.25; margin-top: .3rem; }
rect.expired { fill: var(--expired); } rect.critical { fill: var(--critical); } rect.warning { fill: var(--warning); }
rect.ok { fill: var(--ok); } rect.unknown { fill: var(--unknown); } rect.plain { fill: var(--accent); opacity: .75; }

.share { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; width: 100%; padding: .25rem .4rem; background: none; border: 0; border-radius: 6px; text-align: left; }
div.share { color: var(--quiet); }
.share .what { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.share .n { font-variant-numeric: tabular-nums; }
.share svg { grid-column: 1 / -1; display: block; width: 100%; height: 5px; background: var(--unknown-soft); border-radius: 3px; }

.tools { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; }
.tools h2 { margin: 0; }
.search { flex: 1 1 16rem; }
.search input, .order select, .tools button, .more button { width: 100%; background: var(--page); border: 1px solid var(--line); border-radius: 8px; padding: .45rem .75rem; }
.order { display: none; color: var(--quiet); }
.tools button, .more button { width: auto; }
.more { text-align: center; margin: .75rem 0 0; }
.scroll { overflow-x: auto; margin-top: .5rem; }
table { border-collapse: collapse; width: 100%; min-width: 74rem; table-layout: fixed; }
th { text-align: left; border-bottom: 1px solid var(--line); padding: 0; white-space: nowrap; }
th button { width: 100%; background: none; border: 0; padding: .45rem .6rem; text-align: inherit; font-weight: 600; color: var(--quiet); }
th[aria-sort] button { color: var(--text); }
th button::after { content: "\2195"; opacity: .35; margin-left: .35em; }
th[aria-sort="ascending"] button::after { content: "\2191"; opacity: 1; }
th[aria-sort="descending"] button::after { content: "\2193"; opacity: 1; }
td { border-bottom: 1px solid var(--line); padding: .5rem .6rem; vertical-align: top; overflow-wrap: anywhere; }
tbody tr:hover { background: var(--hover); }
th.name { width: 15%; } th.hosts { width: 18%; } th.issuer { width: 13%; } th.date { width: 8.5%; } th.number { width: 9.25%; }
th.state { width: 7.5%; } th.source { width: 8.5%; } th.print { width: 11%; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.date { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.print { font: .7rem/1.75 ui-monospace, "DejaVu Sans Mono", monospace; color: var(--quiet); }
.badge { display: inline-block; border-radius: 999px; padding: 0 .6rem; font-size: .85rem; white-space: nowrap; color: var(--text); background: var(--unknown-soft); }
.badge.expired { background: var(--expired-soft); color: var(--expired); } .badge.critical { background: var(--critical-soft); color: var(--critical-text); }
.badge.warning { background: var(--warning-soft); color: var(--warning-text); } .badge.ok { background: var(--ok-soft); color: var(--ok-text); }
.badge.unknown { background: var(--unknown-soft); }
details summary { cursor: pointer; color: var(--accent); }

@media (max-width: 46rem) {
  header, main { padding-left: .75rem; padding-right: .75rem; }
  .panel { padding: .9rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .timeline { gap: .1rem; }
  .bar { font-size: .68rem; }
  .bar .when { min-height: 2.5em; }
  .bar .when span { display: block; }
  .order { display: block; width: 100%; }
  .order select { width: auto; }
  thead { display: none; }
  table, tbody, tr, td { display: block; width: 100%; min-width: 0; }
  tr { border: 1px solid var(--line); border-radius: 8px; padding: .4rem .7rem; margin-top: .6rem; }
  td, td.number, td.date, td.print { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); border: 0; padding: .15rem 0; text-align: left; white-space: normal; }
  td::before { content: attr(data-label); color: var(--quiet); font: .85rem/1.7 system-ui, "DejaVu Sans", sans-serif; }
  td.name { font-weight: 600; }
  td .badge { justify-self: start; }
}
@media (max-width: 30rem) { /* months side by side do not touch */
  .bar .when { font-size: .55rem; }
}
@media print {
  body { background: none; }
  .panel, .tile { break-inside: avoid; }
  .tools label, .tools button, .more { display: none; }
}
)css";

inline constexpr std::string_view script = R"js(
'use strict';
(() => {
  const { columns, facets, rows } = JSON.parse(document.getElementById('data').textContent);
  const at = Object.fromEntries(columns.map((column, index) => [column.key, index]));
  const find = (id) => document.getElementById(id);
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const chosen = {};                       // facet -> value
  const sorted = { column: at.end, ascending: true };
  const step = 250;                        // rows that are put into the page at once
  let shown = step;
  let words = [];

  const texts = rows.map((row) => columns.map((_, index) => row[index]).join('\n').toLowerCase());

  function matches(row, index) {
    for (const [facet, value] of Object.entries(chosen)) {
      const own = row[facets[facet]];
      if (!(Array.isArray(own) ? own.includes(value) : own === value)) return false;
    }
    return words.every((word) => texts[index].includes(word));
  }

  function compare(a, b) {
    const [x, y] = [a[sorted.column], b[sorted.column]];
    const empty = (x === '' || x === null) - (y === '' || y === null); // at the end in both directions
    if (empty) return empty;
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(x, y);
    return sorted.ascending ? order : -order;
  }

  // Texts of the account get into the page by textContent and by nothing else.
  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function cell(column, value) {
    const made = element('td', undefined, column.look);
    made.dataset.label = column.label;
    if (column.key === 'state') {
      made.append(element('span', value[0].toUpperCase() + value.slice(1), `badge ${value}`));
    } else if (column.key === 'hosts' && value.split(', ').length > 2) {
      const names = value.split(', ');
      const more = element('details');
      more.append(element('summary', `${names[0]} and ${names.length - 1} more`), element('div', names.slice(1).join(', ')));
      made.append(more);
    } else {
      made.append(element('span', value === null || value === '' ? '\u2013' : String(value)));
    }
    return made;
  }

  function show() {
    const found = rows.filter(matches).sort(compare);
    find('rows').replaceChildren(...found.slice(0, shown).map((row) => {
      const line = element('tr');
      line.append(...columns.map((column, index) => cell(column, row[index])));
      return line;
    }));
    const all = rows.length.toLocaleString('en');
    const these = found.length.toLocaleString('en');
    find('count').textContent = found.length === rows.length ? `${all} certificates` : `${these} of ${all} certificates`;
    find('more').hidden = found.length <= shown;
    find('more').textContent = `Show ${Math.min(step, found.length - shown)} more of ${(found.length - shown).toLocaleString('en')}`;
    find('clear').hidden = words.length === 0 && Object.keys(chosen).length === 0;
    for (const head of find('head').children) head.removeAttribute('aria-sort');
    find('head').children[sorted.column].setAttribute('aria-sort', sorted.ascending ? 'ascending' : 'descending');
    find('order').value = `${sorted.column} ${sorted.ascending ? 'up' : 'down'}`;
    for (const button of document.querySelectorAll('button.facet')) {
      const { facet, value } = button.dataset;
      const all_of_them = facet === 'state' && value === '';
      button.setAttribute('aria-pressed', String(all_of_them ? !('state' in chosen) : chosen[facet] === value));
    }
  }

  function anew() { shown = step; show(); }

  columns.forEach((column, index) => {
    const head = element('th', undefined, column.look);
    head.scope = 'col';
    const button = element('button', column.label);
    button.type = 'button';
    button.addEventListener('click', () => {
      sorted.ascending = sorted.column === index ? !sorted.ascending : true;
      sorted.column = index;
      anew();
    });
    head.append(button);
    find('head').append(head);
    for (const way of ['up', 'down']) {
      const option = element('option', `${column.label} ${way === 'up' ? '\u2191' : '\u2193'}`);
      option.value = `${index} ${way}`;
      find('order').append(option);
    }
  });
  find('order').addEventListener('change', (event) => {
    const [column, way] = event.target.value.split(' ');
    sorted.column = Number(column);
    sorted.ascending = way === 'up';
    anew();
  });
  find('filter').addEventListener('input', (event) => {
    words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    anew();
  });
  find('more').addEventListener('click', () => { shown += step; show(); });
  find('clear').addEventListener('click', () => {
    for (const facet of Object.keys(chosen)) delete chosen[facet];
    find('filter').value = '';
    words = [];
    anew();
  });
  for (const button of document.querySelectorAll('button.facet')) {
    button.addEventListener('click', () => {
      const { facet, value } = button.dataset;
      if (value === '' || chosen[facet] === value) delete chosen[facet];
      else chosen[facet] = value;
      anew();
    });
  }
  show();
})();
)js";

} // namespace certificates::report_template
