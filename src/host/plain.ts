import { visibleLine } from '../protocol/visible.ts';

/**
 * Recorded text, or the name of a file, as a label or message of VS Code: one line, nothing hidden in it, no icon
 * (`$(trash)` would be one in a quick pick or an outline) and no link (`[text](command:…)` would be one in a message).
 */
export const plainLabel = (text: string, most = 200): string =>
  visibleLine(text, most).replaceAll('$(', '$\u200b(').replaceAll('](', ']\u200b(');
