/** Sentences around a value. `{subject}` is whom it is about, `{label}` what it is. */
export const valueSentences = [
  '{subject} reports {label} of {value}.',
  'For {subject}, {label} comes to {value}.',
  'The {label} of {subject} stands at {value}.',
  'Going by the record, {label} at {subject} is {value}.',
  '{value} is what {subject} gives for {label}.',
  'We see {label} at {value} for {subject}.',
  'On {label}: {value} ({subject}).',
  '**{label}**: {value}',
  '- {subject}, {label}: {value}',
  'Their {label} was given as {value}.',
  'I found {value} listed under {label}.',
  'Looking at {label}, {subject} is at {value}.',
  'With {label} of {value}, {subject} stands out.',
  'I would carry {value} forward as {label} of {subject}.',
  'Note that {subject} has {value} under {label}.',
  'It should be said that {label} amounts to {value}.',
  'After the update {subject} shows {value} in {label}.',
  'Please use {value} for {label}.',
  'Key point: {label} is {value} at {subject}.',
  'The source puts {label} at {value}.',
  '{label} – {value}.',
  'Both tables need {value} in the row for {label}.',
] as const;

export const tokenSentences = [
  'The {label} of {subject} is {value}.',
  'For {subject} the {label} is {value}.',
  'I have {value} down as {label}.',
  '{label}: {value}',
  '- {label} ({subject}): {value}',
  'Please refer to {value} ({label}).',
  'You will need {value}, the {label} of {subject}.',
  'Everything hangs on {value}, which is the {label}.',
  'On record as {label}: {value}.',
  'The {label} to use is {value}.',
] as const;

export const quoteFrames = [
  '{quote}',
  'As the source puts it: "{quote}"',
  'The record says: {quote}',
  '> {quote}',
  'To cite the document, "{quote}"',
  'Worth keeping word for word: {quote}',
  '- {quote}',
] as const;

export const partialFrames = [
  'The source mentions that {part}, which matters here.',
  'It appears that {part}.',
  'I read "… {part} …" and would take it as given.',
  'We learn that {part}, among other things.',
  'Keep in mind: {part}.',
  'What stands out is "{part}".',
] as const;

export const translationFrames = [
  'For the local edition: {said}',
  'Translated for the regional office: {said}',
  '{said}',
  'Zusammenfassung / résumé / resumen: {said}',
] as const;

export const arithmetic = {
  sum: [
    'Together that makes {value} in {label}.',
    'Adding them up gives {value}.',
    'The combined {label} is {value}.',
    'In total we are looking at {value}.',
    'Sum over the entries: {value}.',
  ],
  difference: [
    'The gap between the two is {value}.',
    'That is {value} more than the other.',
    'They are {value} apart on {label}.',
    'The difference amounts to {value}.',
  ],
  ratio: [
    'That is {value} times the other figure.',
    'The ratio works out at {value}.',
    'One is larger by a factor of {value}.',
  ],
  change: [
    'This is a change of {value} relative to the other.',
    'In relative terms the two differ by {value}.',
    'Measured against the first, the second is off by {value}.',
  ],
  share: ['That corresponds to {value} of the sum.', 'Its share of both together is {value}.'],
  rounding: [
    'Roughly {value}, to keep it simple.',
    'In round figures that is {value}.',
    'Call it {value}.',
  ],
  count: ['That gives {value} entries to work with.', 'In all, {value} items were found.'],
} as const;

export const corrections = [
  'The {label} of {wrong} is not right; it should read {right}.',
  'Correction: {label} is {right}, not {wrong}.',
  'I have to object to {wrong}. The registry has {right} for {label}.',
  '{wrong} seems to be a typing error for {right} ({label}).',
  'Replace {wrong} by {right} wherever {label} is mentioned.',
] as const;

export const openings: Readonly<Record<string, readonly string[]>> = {
  planner: [
    'Updated ledger.',
    'Here is where we are.',
    'Thanks, noted.',
    'Let me coordinate the next step.',
    'Status after this round:',
    'Thank you both.',
  ],
  researcher: [
    'Here is what I found.',
    'I have gone through the sources.',
    'Search finished.',
    'Findings below.',
    'I looked this up.',
    'Results of my research:',
  ],
  analyst: [
    'I ran the numbers.',
    'Looking at the figures:',
    'Analysis:',
    'Some arithmetic first.',
    'From the data at hand:',
    'My reading of the numbers:',
  ],
  coder: [
    'Here is a script.',
    'Let me compute this.',
    'I will run some code for that.',
    'Code below.',
    'A short program will do.',
    'Running this now.',
  ],
  writer: [
    '## Draft',
    'Draft of the section:',
    'Here is a first version.',
    'Proposed text:',
    'Revised paragraph:',
    'Text for the report:',
  ],
  reviewer: [
    'Review comments:',
    'I checked the draft.',
    'A few remarks.',
    'Verification result:',
    'I compared it with the sources.',
    'Looks mostly fine.',
  ],
  operator: [
    'On it.',
    'Processing the request.',
    'I will take care of it.',
    'Executing now.',
    'Understood.',
    'Working on this.',
  ],
};

/** Said over and over by the same agent, as models do. */
export const closings: Readonly<Record<string, string>> = {
  planner: 'Please reply with your findings only, and say so if you are blocked.',
  researcher: 'Let me know if you would like me to dig deeper into any of these points.',
  analyst: 'All computations were done on the figures provided and may be subject to rounding.',
  coder: 'The script prints its result to standard output; please run it as it is.',
  writer: 'I hope this draft meets the requirements; feedback is welcome.',
  reviewer: 'Once these points are addressed the draft can be approved from my side.',
  operator: 'I will report back as soon as the operation has completed.',
};

/** How pages and tables of facts put a value: not as agents do, or shared frames would look like evidence. */
export const pageSentences = [
  '{label} reached {value} over the period.',
  'At year end {subject} recorded {label} of {value}.',
  'Management confirmed {label} of {value} in its filing.',
  'Official statistics list {subject} with {value} ({label}).',
  '{subject} closed the period with {label} of {value}.',
  'By the most recent count, {label} had arrived at {value}.',
  'Auditors signed off on {label} of {value} in spring.',
  'A footnote sets {label} to {value}.',
  'The registry entry names {value} as {label}.',
  'Filed under {label}, the document gives {value}.',
  'Readers will find {label} quoted as {value} throughout.',
  'Since the restatement, {label} has been published as {value}.',
] as const;

/** What agents put before and after a sentence on a value. */
export const before = [
  '',
  '',
  '',
  '',
  'As far as I can tell, ',
  'For what it is worth: ',
  'First, ',
  'Then again, ',
  'Also, ',
  'In addition, ',
  'To be precise: ',
  'By the way, ',
  'Importantly, ',
  'One more thing: ',
] as const;
export const after = [
  '',
  '',
  '',
  '',
  '',
  ' (unaudited)',
  ' – see above',
  ' at the time of writing',
  ' if I read it right',
  ' according to that entry',
  ' and nothing suggests otherwise',
  ', pending review',
  ' for the whole group',
  ', which seems fine',
] as const;
