// What is looked at, colours, times, and small makers of elements. Text is set with textContent alone.
const view = { task: null, search: '', span: 'auto', order: 'name', mode: 'auto', feed: 'all', paused: false, chosen: null, follow: null, right: null, waiting: [] };
const $ = id => document.getElementById(id);
const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const SPANS = [['auto', 'auto'], [2 * MINUTE, '2 min'], [10 * MINUTE, '10 min'], [30 * MINUTE, '30 min'], [2 * HOUR, '2 h'], [12 * HOUR, '12 h'],
  [3 * DAY, '3 days'], [30 * DAY, '30 days'], [365 * DAY, '1 year'], ['all', 'everything']];
const STEPS = [SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE,
  30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 365 * DAY, 3650 * DAY];

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function append(parent, ...children) {
  parent.append(...children);
  return parent;
}

let theme = {};
function readTheme() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ['bg', 'panel', 'line', 'soft', 'text', 'muted', 'faint', 'accent', 'bad', 'good', 'neutral', 'warn',
    'm0', 'm1', 'm2', 'm3', 'm4', 'm5', 'class-l', 'class-s']) theme[name] = style.getPropertyValue('--' + name).trim();
}

/** The same class always has the same colour: by what its name says, or by its place among the classes. */
function classColour(task, label) {
  const name = label.toLowerCase();
  if (!label) return theme.faint;
  if (BAD.has(name) || (task && task.notable === label)) return theme.bad;
  if (GOOD.has(name)) return theme.good;
  if (NEUTRAL.has(name)) return theme.neutral;
  const place = task ? task.classes.indexOf(label) : 0;
  return `hsl(${(205 + 137.508 * Math.max(0, place)) % 360} ${theme['class-s']} ${theme['class-l']})`;
}

function decisionColour(decision) {
  return decision.abstained ? theme.faint : classColour(store.tasks.get(decision.task), decision.label);
}

function modalityColour(modality) {
  return theme['m' + Math.max(0, store.modalities.indexOf(modality)) % 6];
}

const labelOf = decision => decision.abstained ? 'unsure' : decision.label;
const percent = share => Math.round(share * 100) + ' %';
const two = number => String(number).padStart(2, '0');
const dateOf = time => new Date(time).toISOString().slice(0, 10);

function clockOf(time, withSeconds = true) {
  const date = new Date(time);
  return two(date.getUTCHours()) + ':' + two(date.getUTCMinutes()) + (withSeconds ? ':' + two(date.getUTCSeconds()) : '');
}

/** A window's time as short as it can be: a date where windows are long, a time of day where they are short. */
function timeOf(decision) {
  const length = decision.end - decision.start;
  if (length >= DAY || onDifferentDays()) return dateOf(decision.start) + (length >= DAY ? '' : ' ' + clockOf(decision.start, length < MINUTE));
  return clockOf(decision.end, length < MINUTE || decision.end % MINUTE !== 0);
}

const onDifferentDays = () => store.newestEnd - store.oldestStart > 3 * DAY;

function duration(millis) {
  if (millis < SECOND) return Math.round(millis) + ' ms';
  if (millis < 2 * MINUTE) return (millis / SECOND).toFixed(millis < 10 * SECOND ? 1 : 0) + ' s';
  if (millis < 2 * HOUR) return Math.round(millis / MINUTE) + ' min';
  return millis < 2 * DAY ? (millis / HOUR).toFixed(1) + ' h' : Math.round(millis / DAY) + ' days';
}

function short(number) {
  if (number < 100000) return number.toLocaleString('en');
  return number < 1e6 ? (number / 1e3).toFixed(0) + ' k' : (number / 1e6).toFixed(number < 1e7 ? 2 : 1) + ' M';
}

/** The task that lanes draw: the one chosen, or the one with something to note, or the one decided most often. */
function primaryTask() {
  if (view.task && store.tasks.has(view.task)) return store.tasks.get(view.task);
  return [...store.tasks.values()].sort((a, b) => (b.notable !== null) - (a.notable !== null) || b.total - a.total)[0];
}

function shownTasks() {
  return view.task && store.tasks.has(view.task) ? [store.tasks.get(view.task)] : [...store.tasks.values()];
}

const matches = name => !view.search || name.toLowerCase().includes(view.search);

/** Entities that pass the filters, in the order chosen. */
function shownEntities() {
  const task = primaryTask();
  const shown = [...store.entities.values()].filter(entity => matches(entity.name) && (!view.task || entity.series.has(view.task)));
  const byName = (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true });
  if (view.order === 'latest') return shown.sort((a, b) => b.latest.end - a.latest.end || byName(a, b));
  if (view.order === 'name' || !task) return shown.sort(byName);
  const worst = new Map(shown.map(entity => [entity, notability(entity, task)]));
  return shown.sort((a, b) => worst.get(b) - worst.get(a) || byName(a, b));
}

function notability(entity, task) {
  const recent = (entity.series.get(task.name) || []).slice(-12);
  return recent.length ? recent.reduce((sum, decision) => sum + height(task, decision), 0) / recent.length : -1;
}

/** Lanes need time to pass; many entities, or such with one decision each, are a grid. */
function isGrid() {
  if (view.mode !== 'auto') return view.mode === 'grid';
  const entities = store.entities.size;
  return entities > 120 || (entities > 12 && store.known.size / Math.max(1, store.tasks.size) < 2.5 * entities);
}

/** Event time across a lane, in milliseconds: about 120 windows, unless chosen. */
function spanMillis() {
  const extent = Math.max(SECOND, store.newestEnd - store.oldestStart);
  if (view.span === 'all') return extent * 1.01;
  if (view.span !== 'auto') return Number(view.span);
  const newest = store.feed[store.feed.length - 1];
  const length = newest ? newest.end - newest.start : 10 * SECOND;
  return Math.max(40 * length, Math.min(120 * length, extent * 1.04));
}

function tickStep(span, width) {
  return STEPS.find(step => step / span * width >= 92) || STEPS[STEPS.length - 1];
}

/** A canvas sized for the screen; drawing is in CSS pixels. */
function prepared(canvas, cssHeight) {
  const scale = window.devicePixelRatio || 1, width = canvas.clientWidth;
  const pixelsWide = Math.round(width * scale), pixelsHigh = Math.round(cssHeight * scale);
  if (canvas.width !== pixelsWide || canvas.height !== pixelsHigh) {
    canvas.width = pixelsWide;
    canvas.height = pixelsHigh;
    canvas.style.height = cssHeight + 'px';
  }
  const context = canvas.getContext('2d');
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, cssHeight);
  return context;
}
