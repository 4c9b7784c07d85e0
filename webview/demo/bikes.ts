import type { LaneView } from '../../src/core/view/graph.ts';
import type { Sketch, SketchMark, SketchStep, SketchUse } from './sketch.ts';
import { graphOf, rangeOf } from './sketch.ts';

// A small session by hand: a planner and a browser look for shops that rent cargo bikes. One of the shops that the
// browser finds is in another town of the same name.

const lanes: readonly LaneView[] = [
  { agent: 'user', qualifier: undefined, kind: 'user' },
  { agent: 'Planner', qualifier: 'thought', kind: 'agent' },
  { agent: 'Planner', qualifier: undefined, kind: 'agent' },
  { agent: 'browser', qualifier: undefined, kind: 'tool' },
  { agent: 'Planner', qualifier: 'final answer', kind: 'agent' },
];

const shops = ['Velo Nord', 'Spoke & Chain', 'Radwerk', 'Bike Barn', 'Kettle Cycles'] as const;
const all = `${shops.slice(0, 4).join(', ')} and ${shops[4]}`;
const wrong =
  '**Kettle Cycles**\n★ 4.1 (18) · Bicycle shop\n14 Harbour Street, Newport · +44 1633 555 014';

const user = (text: string): SketchStep => ({ lane: 0, shape: 'user', text });
const thought = (text: string): SketchStep => ({ lane: 1, shape: 'message', text });
const call = (text: string): SketchStep => ({ lane: 2, shape: 'call', text });
const result = (text: string): SketchStep => ({ lane: 3, shape: 'result', text });

const answers: Readonly<Record<string, string>> = {
  'Velo Nord': 'Velo Nord, 3 Dock Road. Cargo bikes from 35 a day, two in stock. Open until 18:00.',
  'Spoke & Chain':
    'Spoke & Chain, 80 Station Approach. Rents cargo bikes at weekends only, book ahead.',
  Radwerk: 'Radwerk, 9 Canal Row. Repairs and second-hand sales. The page says nothing on rental.',
  'Bike Barn':
    'Bike Barn, 2 Mill Lane. Touring bikes and tandems. Cargo bikes: ask at the counter.',
  'Kettle Cycles': 'Kettle Cycles: cargo bikes for rent, 28 a day, open until 20:00.',
};

function steps(): readonly SketchStep[] {
  const out: SketchStep[] = [
    user(
      'Which bike shops within a mile of Newport central station (Rhode Island) rent cargo bikes on a weekday?',
    ),
    thought('Plan: find bike shops near the station, then check the rental terms of each.'),
    thought('Known facts: the station is Newport, Rhode Island. A mile is a walk of 20 minutes.'),
    call('Browser, please search for bike shops near Newport central station.'),
    result('Search results: 214 places. Page 1 of 22. The map did not load, addresses only.'),
    thought('The list is long. Ask for those with a rental page, sorted by distance.'),
    call('Browser, please keep only shops with a rental page and read their names and addresses.'),
    thought('Waiting for the list of shops.'),
    result(
      [
        'Shops with a rental page',
        '',
        '**Velo Nord**\n★★★★ 4.6 (211) · Bicycle shop\n3 Dock Road, Newport · +1 401 555 0101\nOpen · Closes 18:00',
        '**Spoke & Chain**\n★★★★ 4.4 (98) · Bicycle shop\n80 Station Approach, Newport · +1 401 555 0188',
        '**Radwerk**\n★★★★ 4.8 (61) · Repair\n9 Canal Row, Newport · +1 401 555 0119',
        '**Bike Barn**\n★★★ 3.9 (40) · Bicycle shop\n2 Mill Lane, Newport · +1 401 555 0145',
        wrong,
        'Website · Directions\n\nSee more results',
      ].join('\n\n'),
    ),
    thought(`Updated ledger. Candidates within a mile: ${all}. Check each of them in turn.`),
    call(
      `Please check whether the following shops rent cargo bikes on a weekday: ${all}. Start with Velo Nord.`,
    ),
  ];
  shops.forEach((shop, index) => {
    const rest = shops.slice(index + 1).join(', ');
    out.push(thought(`The browser is reading the page. Progress: ${index} of 5 shops checked.`));
    out.push(result(answers[shop] ?? ''));
    if (rest === '') return;
    out.push(thought(`${shop} is done. Still to check: ${rest}.`));
    out.push(call(`Browser, next is ${shops[index + 1]}. After that: ${rest}.`));
  });
  out.push(
    thought(
      `Summary. Velo Nord rents cargo bikes on weekdays, Spoke & Chain at weekends only, and Kettle Cycles rents them daily at 28.`,
    ),
    thought('The request is satisfied. Hand over to the final answer.'),
    {
      lane: 4,
      shape: 'message',
      text: 'FINAL ANSWER: Velo Nord rents cargo bikes on weekdays.\n\nSpoke & Chain does so at weekends only. I did not find other shops that rent them near the station.\nTERMINATE',
    },
  );
  return out;
}

const session = steps();
const text = (seq: number): string => session[seq]?.text ?? '';

function use(
  used: number,
  generated: number,
  from: string,
  to: string,
  kind: SketchUse['kind'],
  carries: boolean,
): SketchUse {
  return {
    used,
    generated,
    kind,
    tier: carries ? 'strong' : 'probable',
    carries,
    from: rangeOf(text(used), from),
    to: rangeOf(text(generated), to),
  };
}

const kettle = 'Kettle Cycles';

const uses: readonly SketchUse[] = [
  use(8, 9, kettle, kettle, 'value', true),
  use(9, 10, all, all, 'quote', true),
  use(10, 12, 'Velo Nord', 'Velo Nord', 'value', false),
  use(10, 13, kettle, kettle, 'value', true),
  use(13, 14, kettle, kettle, 'quote', true),
  use(14, 16, 'Spoke & Chain', 'Spoke & Chain', 'value', false),
  use(14, 17, kettle, kettle, 'value', true),
  use(17, 18, kettle, kettle, 'quote', true),
  use(18, 20, 'Radwerk', 'Radwerk', 'value', false),
  use(18, 21, kettle, kettle, 'value', true),
  use(21, 22, kettle, kettle, 'quote', true),
  use(22, 24, 'Bike Barn', 'Bike Barn', 'value', false),
  use(22, 25, kettle, kettle, 'value', true),
  use(25, 26, kettle, kettle, 'quote', true),
  use(26, 28, kettle, kettle, 'value', true),
  use(10, 29, kettle, kettle, 'quote', true),
  use(
    29,
    31,
    'Velo Nord rents cargo bikes on weekdays',
    'Velo Nord rents cargo bikes on weekdays',
    'quote',
    false,
  ),
];

export const bikeMarks: readonly SketchMark[] = [
  {
    id: 'm1',
    seq: 8,
    verdict: 'wrong',
    range: rangeOf(text(8), wrong),
    note: 'This one is in Newport, Wales: +44. The question is about Rhode Island.',
  },
  { id: 'm2', seq: 16, verdict: 'verified', range: undefined, note: undefined },
];

export const bikes: Sketch = {
  graph: graphOf('cargo-bikes', lanes, session),
  textOf: text,
  uses,
  marks: bikeMarks,
  lostMarks: 0,
};
