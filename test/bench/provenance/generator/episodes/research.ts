import { sourceFormats } from '../sources.ts';
import { fill, plain, textOf } from '../text.ts';
import { slug } from '../words/names.ts';
import type { Episode } from './episode.ts';

const instructions = [
  'Please collect what is on record about {subject}.',
  '{who}, find out how {subject} is doing.',
  'Next: background on {subject}, from a primary source.',
  'We still lack data on {subject}. Could {who} take that?',
  'Look up {subject} and report the essentials.',
] as const;

const tools = [
  'registry/lookup',
  'web/fetch_page',
  'warehouse/query',
  'crm/get_account',
  'fs/read_report',
] as const;

/** The planner asks, a researcher looks things up with one or two calls at once, and reports some of what came back. */
export const research: Episode = function* (scene) {
  const { random, stage, cast } = scene;
  const role = random.pick(['researcher', 'scout'] as const);
  const who = cast.name(role);
  const planner = cast.name('planner');
  const subject = random.pick(scene.subjects);
  stage.say(
    planner,
    scene.message('planner', [fill(random.pick(instructions), { subject, who })]),
    [who],
  );
  yield;
  const pages = Array.from({ length: random.chance(0.3) ? 2 : 1 }, () => {
    const tool = random.pick(tools);
    const about = tool.startsWith('web')
      ? {
          url: `https://${slug(subject)}.example/${random.pick(['about', 'news', 'figures'])}/${random.int(1, 9)}`,
        }
      : {
          entity: subject,
          section: random.pick(['overview', 'finance', 'operations', 'people']),
          limit: random.pick([10, 20, 50]),
        };
    const format = tool.startsWith('web') ? 'page' : random.pick(sourceFormats);
    const { text, facts } = scene.source(subject, random.int(4, 9), format);
    return { tool, args: JSON.stringify(about), text, facts };
  });
  const calls = stage.say(
    who,
    random.chance(0.4) ? scene.message(role, []) : [],
    [planner],
    pages.map(({ tool, args }) => ({ tool, args: plain(args) })),
  ).calls;
  yield;
  const fresh = new Set(pages.flatMap(page => page.facts.map(fact => fact.id)));
  for (const [index, page] of pages.entries()) {
    const call = calls[index];
    if (call === undefined) continue;
    stage.result(call, page.text);
    scene.pages.push(page);
    yield;
  }
  const said = scene.takes(role, random.int(2, 5), node => fresh.has(node.fact.id));
  const to = random
    .sample(['planner', 'analyst', 'writer', 'coder'] as const, 2)
    .map(each => cast.name(each));
  stage.say(who, scene.message(role, said), to);
  yield;
};

/** A page is read again from its own source: what it says does not rest on the first reading. */
export const reread: Episode = function* (scene) {
  const { random, stage, cast } = scene;
  if (scene.pages.length === 0) return;
  const page = random.pick(scene.pages);
  const role = random.pick(['reviewer', 'scout', 'analyst'] as const);
  const [call] = stage.say(
    cast.name(role),
    [],
    [],
    [{ tool: page.tool, args: plain(page.args) }],
  ).calls;
  yield;
  if (call === undefined || textOf(page.text) === '') return;
  stage.result(call, page.text);
  yield;
  if (random.chance(0.5)) return;
  stage.say(cast.name(role), scene.message(role, scene.takes(role, 2)), [cast.name('planner')]);
  yield;
};
