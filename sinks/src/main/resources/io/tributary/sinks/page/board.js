// Pointing at lanes, the grid of many entities, the feed.
function timeAt(lane, event) {
  const box = lane.canvas.getBoundingClientRect();
  return event.clientX < box.left || !box.width ? null : view.right - spanMillis() * (1 - (event.clientX - box.left) / box.width);
}

/** A click into time opens that window; a click on the name follows the entity. */
function openAt(lane, event) {
  const task = primaryTask(), series = lane.entity.series.get(task.name) || [], time = timeAt(lane, event);
  const found = time === null ? undefined : decisionAt(series, time) || shownTasks().map(each => decisionAt(lane.entity.series.get(each.name), time)).find(Boolean);
  if (found) open(found, null); else open(series[series.length - 1] || lane.entity.latest, lane.entity.name);
}

function laneKey(lane, event) {
  const steps = { ArrowLeft: -1, ArrowRight: 1 }, moves = { ArrowUp: 'previousElementSibling', ArrowDown: 'nextElementSibling' };
  const series = lane.entity.series.get(primaryTask().name) || [];
  if (event.key === 'Enter' || event.key === ' ') open(series[series.length - 1] || lane.entity.latest, lane.entity.name, true);
  else if (steps[event.key]) open(neighbour(view.chosen && view.chosen.entity === lane.entity.name ? view.chosen : series[series.length - 1], steps[event.key]), null);
  else if (moves[event.key]) { const next = lane.root[moves[event.key]]; if (next) next.focus(); } else return;
  event.preventDefault();
}

function neighbour(decision, step) {
  if (!decision) return decision;
  const series = store.entities.get(decision.entity).series.get(decision.task);
  return series[series.indexOf(decision) + step] || decision;
}

function showTip(lane, event) {
  const time = timeAt(lane, event), tip = $('tip');
  const found = time === null ? [] : shownTasks().map(task => decisionAt(lane.entity.series.get(task.name), time)).filter(Boolean);
  if (!found.length) return hideTip();
  const first = found[0];
  tip.replaceChildren(element('b', '', lane.entity.name), element('p', 'dim', `${timeOf(first)}, ${duration(first.end - first.start)} window`));
  for (const decision of found) {
    const line = element('p'), label = element('b', '', labelOf(decision));
    label.style.color = decisionColour(decision);
    append(line, decision.task + '  ', label, ' ' + percent(decision.confidence));
    tip.append(line);
  }
  const there = first.evidence.filter(item => item.present).map(item => item.modality), gone = first.evidence.filter(item => !item.present).map(item => item.modality);
  tip.append(element('p', 'dim', there.join(', ') + (gone.length ? '; without ' + gone.join(', ') : '')));
  tip.hidden = false;
  tip.style.left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8) + 'px';
  tip.style.top = Math.min(event.clientY + 16, innerHeight - tip.offsetHeight - 8) + 'px';
  const board = document.querySelector('.board'), cross = $('cross');
  cross.hidden = false;
  cross.style.left = event.clientX - board.getBoundingClientRect().left + 'px';
  cross.style.height = $('lanes').offsetHeight + 'px';
}

function hideTip() {
  $('tip').hidden = true;
  $('cross').hidden = true;
}

const MOST_TILES = 1200;
const tiles = new Map();

function drawGrid(entities) {
  const task = primaryTask(), grid = $('grid'), shown = entities.slice(0, MOST_TILES).map(entity => tileFor(entity, task));
  const inPlace = grid.children.length === shown.length && shown.every((tile, i) => grid.children[i] === tile);
  if (!inPlace) grid.replaceChildren(...shown);
  if (entities.length > MOST_TILES) grid.append(element('p', 'more', `${short(entities.length - MOST_TILES)} more; filter by name to see them`));
}

function tileFor(entity, task) {
  let tile = tiles.get(entity.name);
  if (!tile) {
    tile = element('button', 'tile');
    tile.type = 'button';
    tile.addEventListener('click', () => open(latestOf(entity, primaryTask()), entity.name, true));
    tiles.set(entity.name, tile);
  }
  const latest = latestOf(entity, task), state = latest.id + latest.revision + theme.bad + store.modalities.length;
  if (tile.dataset.state !== state) {
    tile.dataset.state = state;
    tile.style.setProperty('--c', decisionColour(latest));
    const label = append(element('span', 'label'), element('b', '', labelOf(latest)), element('span', '', percent(latest.confidence)));
    const mods = element('span', 'mods');
    for (const modality of store.modalities) {
      const item = latest.evidence.find(each => each.modality === modality), strip = element('i');
      if (item && item.present) {
        strip.style.background = modalityColour(modality);
        strip.style.opacity = 0.35 + 0.65 * Math.min(1, item.weight);
      }
      mods.append(strip);
    }
    tile.replaceChildren(element('span', 'name', entity.name), label, mods);
    tile.setAttribute('aria-label', `${entity.name}: ${labelOf(latest)} ${percent(latest.confidence)}`);
  }
  tile.classList.toggle('chosen', !!view.chosen && view.chosen.entity === entity.name);
  return tile;
}

function latestOf(entity, task) {
  const series = entity.series.get(task.name);
  return series && series.length ? series[series.length - 1] : entity.latest;
}

const MOST_ROWS = 120;
const rows = new Map();

function inFeed(decision) {
  return matches(decision.entity) && (!view.task || decision.task === view.task)
    && (view.feed === 'all' || (view.feed === 'notable' ? decision.notable : decision.changed));
}

function drawFeed() {
  const list = $('rows'), wanted = [];
  for (let i = store.feed.length - 1; i >= 0 && wanted.length < MOST_ROWS; i--) if (inFeed(store.feed[i])) wanted.push(store.feed[i]);
  const keys = new Set(wanted.map(decision => decision.id + '/' + decision.revision));
  for (const [key, row] of rows) if (!keys.has(key)) { row.remove(); rows.delete(key); }
  let before = list.firstElementChild;
  for (const decision of wanted) {
    const key = decision.id + '/' + decision.revision;
    let row = rows.get(key);
    if (row && row === before) before = before.nextElementSibling;
    else {
      if (!row) rows.set(key, row = rowFor(decision));
      list.insertBefore(row, before);
    }
    row.firstElementChild.classList.toggle('chosen', !!view.chosen && view.chosen.id === decision.id);
  }
}

function rowFor(decision) {
  const row = element('button', 'row');
  row.type = 'button';
  row.dataset.task = decision.task;
  row.style.setProperty('--c', decisionColour(decision));
  if (started) row.classList.add('fresh');
  const label = element('span', 'label', labelOf(decision)), time = element('time', '', timeOf(decision)), who = element('span', 'who', decision.entity);
  label.title = decision.task + ': ' + labelOf(decision);
  who.title = decision.entity;
  time.dateTime = decision.window_end;
  append(row, append(element('div', 'what'), time, who, label, element('span', 'sure', percent(decision.confidence))), contributions(decision));
  row.addEventListener('click', () => open(decision, null, true));
  return append(element('li'), row);
}

function contributions(decision) {
  const why = element('div', 'why');
  for (const item of decision.evidence) {
    const part = append(element('span', item.present ? '' : 'absent'), element('em', '', item.modality), signed(item));
    part.title = item.present ? `${item.modality}: contribution ${item.contribution.toFixed(3)}, weight ${percent(item.weight)}` : item.modality + ': absent';
    part.style.setProperty('--m', modalityColour(item.modality));
    why.append(part);
  }
  return why;
}

/** A bar to the right of the middle for what spoke for the label, to the left for what spoke against; full = 0.5. */
function signed(item) {
  const bar = element('span', 'signed');
  if (item.present) {
    const part = element('i', item.contribution >= 0 ? 'plus' : 'minus');
    part.style.width = Math.max(1, Math.min(50, Math.abs(item.contribution) * 100)) + '%';
    bar.append(part);
  }
  return bar;
}
