// What the page knows: decisions by entity, task and event time. Values that came from outside only ever become text.
const MOST_DECISIONS_A_LANE = 1500;
const MOST_IN_FEED = 1000;
const BAD = new Set(['anomalous', 'anomaly', 'abnormal', 'negative', 'bad', 'defect', 'defective', 'fault', 'faulty', 'fail',
  'failure', 'failed', 'critical', 'alarm', 'alert', 'danger', 'angry', 'down']);
const GOOD = new Set(['normal', 'nominal', 'ok', 'good', 'positive', 'healthy', 'pass', 'passed', 'safe', 'happy', 'up']);
const NEUTRAL = new Set(['neutral', 'none', 'unknown', 'other']);

const store = { known: new Map(), entities: new Map(), tasks: new Map(), modalities: [], feed: [], newestEnd: -Infinity, oldestStart: Infinity };

/** Adds a decision, or a later revision of a known one; false when there is nothing new in it. */
function addDecision(json) {
  const known = store.known.get(json.id);
  if (known && known.revision >= json.revision) return false;
  const decision = Object.assign(json, { start: Date.parse(json.window_start), end: Date.parse(json.window_end) });
  if (!(decision.start < decision.end)) return false;
  const task = taskOf(decision);
  const entity = entityOf(decision);
  const series = entity.series.get(task.name) || [];
  entity.series.set(task.name, series);
  decision.notable = isNotable(task, decision);
  placeInTime(series, decision, known, task);
  count(task, decision, known);
  const before = series[series.indexOf(decision, Math.max(0, series.length - 3)) - 1];
  decision.changed = !before || before.label !== decision.label;
  store.known.set(decision.id, decision);
  if (!entity.latest || decision.end >= entity.latest.end) entity.latest = decision;
  for (const item of decision.evidence) if (!store.modalities.includes(item.modality)) store.modalities.push(item.modality);
  store.newestEnd = Math.max(store.newestEnd, decision.end);
  store.oldestStart = Math.min(store.oldestStart, decision.start);
  if (known) store.feed = store.feed.filter(other => other.id !== decision.id);
  store.feed.push(decision);
  if (store.feed.length > MOST_IN_FEED) store.feed.shift();
  return true;
}

function placeInTime(series, decision, known, task) {
  const old = known ? series.findIndex(other => other.id === decision.id) : -1;
  if (old >= 0) series[old] = decision;
  else if (!series.length || series[series.length - 1].start <= decision.start) series.push(decision);
  else series.splice(firstFrom(series, decision.start), 0, decision);
  if (series.length > MOST_DECISIONS_A_LANE) {
    const gone = series.shift();
    store.known.delete(gone.id);
    task.counts.set(gone.label, (task.counts.get(gone.label) || 1) - 1);
  }
}

function count(task, decision, known) {
  if (known) task.counts.set(known.label, (task.counts.get(known.label) || 1) - 1);
  task.counts.set(decision.label, (task.counts.get(decision.label) || 0) + 1);
  task.total++;
}

/** Index of the first decision that starts at or after a time. */
function firstFrom(series, time) {
  let low = 0, high = series.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series[middle].start < time) low = middle + 1; else high = middle;
  }
  return low;
}

/** The decision whose window contains a time, if there is one. */
function decisionAt(series, time) {
  if (!series) return undefined;
  const found = series[firstFrom(series, time + 1) - 1];
  return found && found.end > time ? found : undefined;
}

function taskOf(decision) {
  let task = store.tasks.get(decision.task);
  if (!task) {
    task = { name: decision.task, classes: [], notable: null, counts: new Map(), total: 0 };
    store.tasks.set(decision.task, task);
  }
  const classes = Object.keys(decision.scores);
  if (classes.length > task.classes.length) {
    task.classes = classes;
    task.notable = classes.find(name => BAD.has(name.toLowerCase())) || opposite(classes);
  }
  return task;
}

/** Of two classes of which one is good by its name, the other is worth noting. */
function opposite(classes) {
  return classes.length === 2 && classes.some(name => GOOD.has(name.toLowerCase()))
    ? classes.find(name => !GOOD.has(name.toLowerCase())) || null : null;
}

function isNotable(task, decision) {
  return !decision.abstained && task.notable !== null && decision.label === task.notable;
}

function entityOf(decision) {
  let entity = store.entities.get(decision.entity);
  if (!entity) {
    entity = { name: decision.entity, series: new Map(), latest: null };
    store.entities.set(decision.entity, entity);
  }
  return entity;
}

/** How high a decision stands in its lane: the notable class's score, or how sure the head is. */
function height(task, decision) {
  return task.notable !== null ? decision.scores[task.notable] || 0 : decision.confidence;
}

/** Runs of notable windows from a time on; windows less than one length apart are one run. */
function episodes(series, from) {
  let runs = 0, last = null;
  for (let i = firstFrom(series, from); i < series.length; i++) {
    const decision = series[i];
    if (!decision.notable) continue;
    if (!last || decision.start - last.end >= decision.end - decision.start) runs++;
    last = decision;
  }
  return runs;
}
