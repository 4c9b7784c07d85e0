// Recorded text may hold characters that cannot be seen or that turn the text around them. They are shown as a box, one
// for one, so that offsets stay what they are.

const box = '\u25af';

/** Bidi controls, zero-width and other invisible characters. */
const hidden = new RegExp(
  '[\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]',
  'gu',
);
/** Invisible copies of ASCII: two units each. */
const tag = /[\u{e0000}-\u{e007f}]/gu;
/** Joiners mean something in many scripts and in emoji, and nothing between plain Latin characters. */
const looseJoiner = /(?<=[\u0020-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\u0020-\u024f])/gu;
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu;

/** The text with hidden characters made visible; as long as before. */
export function visible(text: string): string {
  return text
    .replace(tag, box + box)
    .replace(hidden, box)
    .replace(looseJoiner, box)
    .replace(control, each =>
      each === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + each.charCodeAt(0)),
    );
}

/** The same on one line, for labels; what is far longer than any label is cut. */
export const visibleLine = (text: string, most = 2_000): string =>
  visible(
    (text.length > most ? `${text.slice(0, most)}…` : text).replace(/[\r\n\t]+/gu, ' '),
  ).trim();
