// One lane an entity: the score over event time, a strip of decided windows for each task, a strip for each modality.
const lanes = new Map();
let laneOrder = '';
const seen = new IntersectionObserver(entries => {
  for (const entry of entries) {
    const lane = lanes.get(entry.target.dataset.key);
    if (lane) lane.visible = entry.isIntersecting;
  }
  redraw();
}, { rootMargin: '200px' });

function laneFor(entity) {
  let lane = lanes.get(entity.name);
  if (lane) return lane;
  const root = element('div', 'lane');
  root.tabIndex = 0;
  root.setAttribute('role', 'button');
  root.dataset.key = entity.name;
  const tag = element('div', 'tag'), name = element('div', 'name', entity.name), now = element('div', 'now'), runs = element('div', 'episodes');
  name.title = entity.name;
  append(root, append(tag, name, now, runs), element('canvas'));
  lane = { entity, root, now, runs, canvas: root.lastChild, visible: true };
  root.addEventListener('click', event => openAt(lane, event));
  root.addEventListener('keydown', event => laneKey(lane, event));
  root.addEventListener('mousemove', event => showTip(lane, event));
  root.addEventListener('mouseleave', hideTip);
  lanes.set(entity.name, lane);
  seen.observe(root);
  return lane;
}

function arrangeLanes(entities) {
  const order = entities.map(entity => entity.name).join('\n');
  if (order !== laneOrder) {
    laneOrder = order;
    $('lanes').replaceChildren(...entities.map(entity => laneFor(entity).root));
  }
  $('lanes').classList.toggle('dense', entities.length > 10);
  $('lanes').classList.toggle('thin', entities.length > 30);
}

function laneShape(count) {
  const score = count <= 5 ? 64 : count <= 10 ? 42 : count <= 30 ? 24 : 15;
  return { score, task: count <= 10 ? 8 : 6, modality: count <= 10 ? 4 : 3, gap: count <= 10 ? 3 : 2 };
}

function drawLanes(entities) {
  const task = primaryTask(), tasks = shownTasks(), shape = laneShape(entities.length), span = spanMillis();
  for (const entity of entities) {
    const lane = lanes.get(entity.name);
    if (lane && lane.visible) drawLane(lane, task, tasks, shape, span);
  }
  drawAxis(span);
}

function drawLane(lane, task, tasks, shape, span) {
  const total = 7 + shape.score + shape.gap + tasks.length * (shape.task + 1) + shape.gap + store.modalities.length * (shape.modality + 1) + 5;
  const context = prepared(lane.canvas, total), width = lane.canvas.clientWidth;
  const from = view.right - span, x = time => (time - from) / span * width;
  drawTicks(context, from, span, width, total);
  const series = lane.entity.series.get(task.name) || [];
  const visible = series.slice(Math.max(0, firstFrom(series, from) - 1));
  drawScore(context, task, visible, x, 7, shape.score);
  let y = 7 + shape.score + shape.gap;
  for (const each of tasks) {
    drawCells(context, lane.entity.series.get(each.name) || [], from, x, y, shape.task);
    y += shape.task + 1;
  }
  y += shape.gap;
  for (const modality of store.modalities) {
    drawPresence(context, modality, visible, x, y, shape.modality, width);
    y += shape.modality + 1;
  }
  if (view.chosen && view.chosen.entity === lane.entity.name) drawChosen(context, x, total);
  describe(lane, task, series, from);
}

function describe(lane, task, series, from) {
  const latest = series[series.length - 1];
  const text = latest ? labelOf(latest) + ' ' + percent(latest.confidence) : 'no decision';
  if (lane.text !== text || lane.colour !== theme.bad) {
    lane.text = text;
    lane.colour = theme.bad;
    const label = element('b', '', latest ? labelOf(latest) : '–');
    if (latest) label.style.color = decisionColour(latest);
    lane.now.replaceChildren(label, element('span', '', latest ? percent(latest.confidence) : ''));
    lane.root.setAttribute('aria-label', `${lane.entity.name}, ${task.name}: ${text}. Enter opens it, arrow keys step through time.`);
  }
  const runs = task.notable !== null ? episodes(series, from) : 0;
  const shown = runs ? runs + (runs === 1 ? ' episode' : ' episodes') : '';
  if (lane.runs.textContent !== shown) lane.runs.textContent = shown;
  lane.root.classList.toggle('chosen', !!view.chosen && view.chosen.entity === lane.entity.name);
}

function drawTicks(context, from, span, width, bottom) {
  context.fillStyle = theme.line;
  context.globalAlpha = 0.55;
  const step = tickStep(span, width);
  for (let time = Math.ceil(from / step) * step; time < from + span; time += step) context.fillRect(Math.round((time - from) / span * width), 0, 1, bottom);
  context.globalAlpha = 1;
}

/** A line through the middles of adjoining windows, filled to the ground; a window alone is a bar. */
function drawScore(context, task, decisions, x, top, tall) {
  const ground = top + tall, y = decision => ground - Math.max(0.02, height(task, decision)) * tall;
  context.fillStyle = theme.line;
  context.fillRect(x(decisions.length ? decisions[0].start : 0), ground, 4000, 1);
  for (const run of runsOf(decisions)) {
    if (run.length === 1 || task.notable === null) drawBars(context, task, run, x, y, ground);
    else drawArea(context, run, x, y, ground, top);
  }
}

function runsOf(decisions) {
  const runs = [];
  for (const decision of decisions) {
    const run = runs[runs.length - 1], last = run && run[run.length - 1];
    if (last && decision.start - last.end < (decision.end - decision.start) * 0.5) run.push(decision); else runs.push([decision]);
  }
  return runs;
}

function drawBars(context, task, run, x, y, ground) {
  for (const decision of run) {
    const left = x(decision.start), wide = Math.max(1.5, x(decision.end) - left - (x(decision.end) - left > 4 ? 1 : 0));
    context.fillStyle = decisionColour(decision);
    context.globalAlpha = task.notable === null || decision.notable ? 0.75 : 0.35;
    context.fillRect(left, y(decision), wide, ground - y(decision));
  }
  context.globalAlpha = 1;
}

function drawArea(context, run, x, y, ground, top) {
  const middle = decision => x((decision.start + decision.end) / 2);
  const points = [[x(run[0].start), y(run[0])], ...run.map(d => [middle(d), y(d)]), [x(run[run.length - 1].end), y(run[run.length - 1])]];
  const fill = context.createLinearGradient(0, top, 0, ground);
  fill.addColorStop(0, theme.bad);
  fill.addColorStop(0.55, theme.bad + '66');
  fill.addColorStop(1, theme.bad + '0a');
  context.beginPath();
  context.moveTo(points[0][0], ground);
  for (const [px, py] of points) context.lineTo(px, py);
  context.lineTo(points[points.length - 1][0], ground);
  context.fillStyle = fill;
  context.globalAlpha = 0.6;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 1.4;
  context.lineJoin = 'round';
  strokeBy(context, points, run);
}

/** Grey while nothing is wrong, red where it is: two strokes over the same points. */
function strokeBy(context, points, run) {
  const noted = i => run[Math.min(run.length - 1, Math.max(0, i - 1))].notable;
  for (const red of [false, true]) {
    context.beginPath();
    for (let i = 1; i < points.length; i++) {
      if ((noted(i) || noted(i - 1)) !== red) continue;
      context.moveTo(points[i - 1][0], points[i - 1][1]);
      context.lineTo(points[i][0], points[i][1]);
    }
    context.strokeStyle = red ? theme.bad : theme.faint;
    context.stroke();
  }
}

/** The sure is strong, the unsure pale; and where something is worth noting, what is as it should be steps back. */
function drawCells(context, series, from, x, y, tall) {
  const task = series.length ? store.tasks.get(series[0].task) : null, calm = task && task.notable !== null ? task.classes.find(name => GOOD.has(name.toLowerCase())) : null;
  for (let i = Math.max(0, firstFrom(series, from) - 1); i < series.length; i++) {
    const decision = series[i], left = x(decision.start), wide = x(decision.end) - left;
    context.fillStyle = decisionColour(decision);
    context.globalAlpha = (decision.notable || calm === null ? 0.95 : decision.label === calm ? 0.34 : 0.7) * (0.45 + 0.55 * decision.confidence);
    context.fillRect(left, y, Math.max(1, wide - (wide > 3 ? 1 : 0)), tall);
  }
  context.globalAlpha = 1;
}

/** Where the modality was there; the more it moved the decision, the stronger. */
function drawPresence(context, modality, decisions, x, y, tall, width) {
  context.fillStyle = theme.soft;
  if (decisions.length) context.fillRect(Math.max(0, x(decisions[0].start)), y, Math.min(width, x(decisions[decisions.length - 1].end)) - Math.max(0, x(decisions[0].start)), tall);
  context.fillStyle = modalityColour(modality);
  for (const decision of decisions) {
    const item = decision.evidence.find(each => each.modality === modality);
    if (!item || !item.present) continue;
    context.globalAlpha = 0.3 + 0.7 * Math.min(1, Math.abs(item.contribution) / 0.3);
    const left = x(decision.start), wide = x(decision.end) - left;
    context.fillRect(left, y, Math.max(1, wide - (wide > 6 ? 1 : 0)), tall);
  }
  context.globalAlpha = 1;
}

function drawChosen(context, x, bottom) {
  context.strokeStyle = theme.accent;
  context.lineWidth = 1.5;
  const left = x(view.chosen.start), wide = Math.max(3, x(view.chosen.end) - left);
  context.strokeRect(left - 0.75, 1.5, wide + 0.5, bottom - 3);
}

function drawAxis(span) {
  const canvas = $('axis-canvas'), context = prepared(canvas, 24), width = canvas.clientWidth, from = view.right - span, step = tickStep(span, width);
  context.font = '11px ' + getComputedStyle(document.body).fontFamily;
  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  for (let time = Math.ceil(from / step) * step; time < from + span; time += step) {
    const text = step >= DAY || time % DAY === 0 ? dateOf(time) : clockOf(time, step < MINUTE);
    const half = context.measureText(text).width / 2, px = (time - from) / span * width;
    if (px >= half && px <= width - half) context.fillText(text, px, 15);
    context.fillRect(Math.round(px), 20, 1, 4);
  }
}
