// The stream, the header, the filters, and the one place that draws.
const NAMES = { observations: 'Observations', embeddings: 'Embeddings', moments: 'Moments', decisions: 'Decisions', late: 'Late', dead_letters: 'Dead letters' };
const FLOW = ['observations', 'embeddings', 'moments', 'decisions'];
const shownCounters = new Map();
let started = false, planned = false, lastDrawn = 0, dropped = 0, connected = false, quiet = 0;

/** Draws soon, at most seven times a second; the browser decides when, and not at all in a hidden tab. */
function redraw() {
  if (planned) return;
  planned = true;
  setTimeout(() => requestAnimationFrame(draw), Math.max(0, 140 - (performance.now() - lastDrawn)));
}

function draw() {
  planned = false;
  lastDrawn = performance.now();
  const any = store.known.size > 0, entities = any ? shownEntities() : [], grid = isGrid();
  $('empty').hidden = any && entities.length > 0;
  $('empty').firstElementChild.textContent = any ? 'No entity matches the filter' : 'Waiting for decisions';
  $('empty-hint').hidden = any;
  $('lanes').hidden = grid;
  $('grid').hidden = !grid;
  $('axis').classList.toggle('plain', grid);
  $('axis').hidden = !any;
  if (!any) return;
  moveTime();
  if (grid) drawGrid(entities); else { arrangeLanes(entities); drawLanes(entities); }
  followNewest();
  drawFeed();
  drawTasks();
  drawLegend();
  $('clock-time').textContent = clockOf(store.newestEnd);
  $('clock-date').textContent = dateOf(store.newestEnd) + ' UTC, event time';
}

/** The right edge glides to the newest window; far jumps are jumps. */
function moveTime() {
  const span = spanMillis(), target = store.newestEnd + span * 0.006, gap = target - view.right;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (view.right === null || still || gap < 0 || gap > span * 0.25 || gap < span * 0.0008) { view.right = target; return; }
  view.right += gap * 0.45;
  redraw();
}

function drawLegend() {
  const parts = store.modalities.slice(0, 6).map(modality => {
    const mark = element('i');
    mark.style.background = modalityColour(modality);
    return append(element('span'), mark, modality);
  });
  const key = store.modalities.join() + theme.m0;
  if ($('legend').dataset.key !== key) { $('legend').dataset.key = key; $('legend').replaceChildren(...parts); }
}

function drawTasks() {
  for (const task of store.tasks.values()) {
    let chip = task.chip;
    if (!chip) {
      chip = task.chip = element('button', 'task');
      chip.type = 'button';
      chip.addEventListener('click', () => { view.task = view.task === task.name ? null : task.name; laneOrder = ''; redraw(); });
      $('tasks').append(chip);
    }
    const pressed = String(view.task === task.name), state = task.total + pressed + theme.bad;
    if (chip.dataset.state === state) continue;
    chip.dataset.state = state;
    chip.setAttribute('aria-pressed', pressed);
    const counts = [...task.counts].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]), share = element('span', 'share'), all = counts.reduce((sum, [, count]) => sum + count, 0);
    for (const [label, count] of counts) {
      const part = element('i');
      part.style.width = count / all * 100 + '%';
      part.style.background = classColour(task, label);
      share.append(part);
    }
    const top = task.notable !== null ? [[task.notable, task.counts.get(task.notable) || 0]] : counts.slice(0, 2);
    chip.title = counts.map(([label, count]) => `${label || 'unsure'}: ${short(count)}`).join('\n');
    chip.replaceChildren(element('b', '', task.name), share, element('small', '', top.map(([label, count]) => `${label || 'unsure'} ${count / all < 0.01 && count ? '<1 %' : percent(count / all)}`).join(', ')));
  }
}

function receive(decisions) {
  if (view.paused) {
    view.waiting = view.waiting.concat(decisions).slice(-5000);
    $('pause').textContent = `Resume, ${short(view.waiting.length)} new`;
    return;
  }
  let any = false;
  for (const decision of decisions) any = addDecision(decision) || any;
  if (any) redraw();
}

function setState(kind, text) {
  $('state').className = 'state ' + kind;
  $('state').lastElementChild.textContent = text;
}

function showState() {
  if (!connected) setState('lost', 'no connection, trying again');
  else if (view.paused) setState('paused', 'paused');
  else setState('live', dropped ? `live, ${short(dropped)} not shown` : quiet > 10 ? 'live, nothing new' : 'live');
}

function connect() {
  const stream = new EventSource('v1/decisions/stream');
  const take = event => { quiet = 0; receive(JSON.parse(event.data)); };
  stream.addEventListener('history', take);
  stream.addEventListener('decisions', take);
  stream.addEventListener('ready', () => { connected = true; showState(); openLinked(); setTimeout(() => { started = true; }, 1500); });
  stream.addEventListener('dropped', event => { dropped += Number(event.data); showState(); });
  stream.addEventListener('error', () => {
    connected = false;
    showState();
    // A browser gives up for good where the answer was an error; a restarted pipeline should be found again.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
}

/** A decision's id after the # of the address opens it. */
function openLinked() {
  const linked = store.known.get(location.hash.slice(1));
  if (linked && !view.chosen) open(linked, null);
}

async function summarize() {
  try {
    const summary = await (await fetch('v1/summary')).json();
    $('title').textContent = summary.title;
    document.title = summary.title === 'Tributary' ? 'Tributary' : summary.title + ' – Tributary';
    showCounters(summary.counters);
    quiet++;
    showState();
  } catch (e) {
    connected = false;
    showState();
  }
  setTimeout(summarize, 1000);
}

function showCounters(counters) {
  const names = [...FLOW, ...Object.keys(counters).filter(name => !FLOW.includes(name))].filter(name => name in counters);
  for (const name of names) {
    const now = performance.now(), value = counters[name];
    let shown = shownCounters.get(name);
    if (!shown) {
      const box = element('div', FLOW.includes(name) ? (name === 'decisions' ? '' : 'next') : 'apart'), number = element('dd');
      append($('flow'), append(box, element('dt', '', NAMES[name] || name.replace(/_/g, ' ')), number));
      shownCounters.set(name, shown = { box, number, value, time: now, rate: 0 });
    }
    const elapsed = (now - shown.time) / 1000;
    if (elapsed > 0.5) {
      shown.rate = shown.rate * 0.6 + Math.max(0, value - shown.value) / elapsed * 0.4;
      shown.value = value;
      shown.time = now;
    }
    const rate = shown.rate >= 0.05 ? (shown.rate < 10 ? shown.rate.toFixed(1) : short(Math.round(shown.rate))) + '/s' : '';
    shown.number.replaceChildren(short(value), element('small', '', rate));
    shown.box.classList.toggle('alert', name === 'dead_letters' && value > 0);
  }
}

function begin() {
  readTheme();
  for (const [value, text] of SPANS) { const option = element('option', '', text); option.value = value; $('span').append(option); }
  $('span').addEventListener('change', event => { view.span = event.target.value; view.right = null; redraw(); });
  $('order').addEventListener('change', event => { view.order = event.target.value; redraw(); });
  $('view').addEventListener('change', event => { view.mode = event.target.value; redraw(); });
  $('search').addEventListener('input', event => { view.search = event.target.value.trim().toLowerCase(); redraw(); });
  $('pause').addEventListener('click', togglePause);
  for (const button of document.querySelectorAll('[data-feed]')) button.addEventListener('click', () => {
    view.feed = button.dataset.feed;
    for (const each of document.querySelectorAll('[data-feed]')) each.setAttribute('aria-pressed', String(each === button));
    redraw();
  });
  document.addEventListener('keydown', event => { if (event.key === 'Escape' && view.chosen) closeDetail(); });
  addEventListener('resize', redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readTheme(); rows.forEach(row => row.remove()); rows.clear(); redraw(); });
  connect();
  summarize();
}

function togglePause() {
  view.paused = !view.paused;
  $('pause').setAttribute('aria-pressed', String(view.paused));
  $('pause').textContent = view.paused ? 'Resume' : 'Pause';
  if (!view.paused) { const waiting = view.waiting; view.waiting = []; receive(waiting); }
  showState();
}

begin();
