// Everything about one decision.
let opener = null;

/** @param follow the entity whose newest decision is to be shown as it comes, or null */
function open(decision, follow, focus) {
  if (!decision) return;
  if (!view.chosen) opener = document.activeElement;
  view.chosen = decision;
  view.follow = follow;
  history.replaceState(null, '', '#' + decision.id);
  drawDetail();
  if (focus) $('detail').focus({ preventScroll: true });
  redraw();
}

function closeDetail() {
  view.chosen = view.follow = null;
  $('detail').hidden = true;
  history.replaceState(null, '', location.pathname);
  if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  redraw();
}

function followNewest() {
  if (!view.chosen || !view.follow) return;
  const entity = store.entities.get(view.follow), series = entity && entity.series.get(view.chosen.task), newest = series && series[series.length - 1];
  if (newest && newest !== view.chosen) {
    view.chosen = newest;
    drawDetail();
  }
}

function drawDetail() {
  const decision = view.chosen, panel = $('detail'), body = element('div', 'body');
  const opened = new Set([...panel.querySelectorAll('details[open]')].map(each => each.dataset.key));
  panel.hidden = false;
  panel.style.setProperty('--c', decisionColour(decision));
  append(body, headline(decision), scores(decision), evidence(decision, opened), facts(decision));
  panel.replaceChildren(toolbar(decision), body);
  panel.setAttribute('aria-label', `Decision about ${decision.entity}`);
}

function toolbar(decision) {
  const head = element('div', 'side-head'), buttons = element('div');
  const title = element('h2', '', decision.entity);
  title.style.cssText = 'overflow:hidden;text-overflow:ellipsis;white-space:nowrap';
  title.title = decision.entity;
  append(buttons, action('‹', 'Older decision', () => open(neighbour(decision, -1), null)), action('›', 'Newer decision', () => open(neighbour(decision, 1), null)),
    action('newest', 'Follow the newest decision', () => open(latestOf(store.entities.get(decision.entity), store.tasks.get(decision.task)), decision.entity)),
    action('✕', 'Close', closeDetail));
  buttons.children[2].setAttribute('aria-pressed', String(view.follow !== null));
  return append(head, title, buttons);
}

function action(text, label, act) {
  const button = element('button', '', text);
  button.type = 'button';
  button.title = label;
  button.setAttribute('aria-label', label);
  button.addEventListener('click', act);
  return button;
}

function headline(decision) {
  const line = element('div', 'head-line');
  const days = dateOf(decision.start) === dateOf(decision.end) ? clockOf(decision.end) : dateOf(decision.end) + ' ' + clockOf(decision.end);
  return append(line, element('b', '', labelOf(decision) + '  ' + percent(decision.confidence)),
    element('p', '', `${decision.task} of ${decision.entity}`),
    element('p', '', `${dateOf(decision.start)} ${clockOf(decision.start)} – ${days} UTC`));
}

function scores(decision) {
  const section = append(element('section'), element('h3', '', 'Scores')), table = element('div', 'scores'), task = store.tasks.get(decision.task);
  for (const [name, score] of Object.entries(decision.scores).sort((a, b) => b[1] - a[1])) {
    const label = element('span', '', name), meter = element('div', 'meter'), fill = element('i');
    label.title = name;
    fill.style.width = Math.max(0, Math.min(100, score * 100)) + '%';
    fill.style.background = classColour(task, name);
    append(table, label, append(meter, fill), element('em', '', (score * 100).toFixed(1) + ' %'));
  }
  return append(section, table);
}

function evidence(decision, opened) {
  const section = append(element('section'), element('h3', '', 'Evidence: what each modality added to this label'));
  for (const item of decision.evidence) {
    const box = element('article', item.present ? 'item' : 'item absent'), head = element('header');
    box.style.setProperty('--m', modalityColour(item.modality));
    append(head, element('b', '', item.modality), element('span', '', item.present ? (item.contribution >= 0 ? '+' : '−') + Math.abs(item.contribution).toFixed(3) : 'absent'), signed(item));
    box.append(head);
    if (item.present) append(box, table({
      Weight: percent(item.weight), Age: duration(item.age_ms) + ' before the end', Count: item.count === 1 ? '1 observation' : item.count + ' observations', Model: item.model }), sources(item, opened));
    section.append(box);
  }
  return section;
}

function sources(item, opened) {
  const list = element('details'), lines = element('ul');
  list.dataset.key = item.modality;
  list.open = opened.has(item.modality);
  item.observations.forEach((id, i) => {
    const place = item.sources[i];
    append(lines, append(element('li', '', id + ' '), element('small', '', place ? `${place.topic}-${place.partition}@${place.offset}` : '')));
  });
  return append(list, element('summary', '', 'Observations used'), lines);
}

function facts(decision) {
  const waited = Date.parse(decision.triggered_at) - decision.end;
  const values = { Closed: closedBy(decision.closed_by), Revision: decision.revision + (decision.final ? ', final' : ', early'), Head: decision.head,
    'Head hash': (decision.head_hash || '').slice(0, 16), 'Triggered at': decision.triggered_at, Decision: decision.id };
  if (waited > 0 && waited < DAY) values['Triggered at'] += `, ${duration(waited)} after the window`;
  if (decision.traceparents.length) values.Traces = decision.traceparents.join('\n');
  return append(element('section'), element('h3', '', 'Decision'), table(values));
}

function closedBy(reason) {
  return { complete: 'complete: every modality waited for was there', grace: 'grace: event time passed the window and its grace', timeout: 'timeout: waited long enough on the wall clock',
    capacity: 'capacity: too many windows were open', shutdown: 'shutdown: the end of the stream',
    bound: 'bound: producers said that nothing older will come', open: 'open: an early decision, which will be revised' }[reason] || reason;
}

function table(values) {
  const list = element('dl', 'facts');
  for (const [name, value] of Object.entries(values)) append(list, element('dt', '', name), append(element('dd'), element(/hash|Decision|Traces/.test(name) ? 'code' : 'span', '', value)));
  return list;
}
