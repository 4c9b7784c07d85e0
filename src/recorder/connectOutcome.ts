/** What came back of a call, as text for a person; the recording holds it whole. */
export interface Outcome {
  /** False where the tool itself says that it failed. */
  readonly ok: boolean;
  readonly text: string;
}

interface Content {
  readonly type: string;
  readonly text?: string;
  readonly mimeType?: string;
  readonly uri?: string;
  readonly resource?: Piece;
}

interface Piece {
  readonly uri: string;
  readonly text?: string;
  readonly mimeType?: string;
}

/** The results of `tools/call`, `resources/read` and `prompts/get`, as far as a person reads them. */
type Result = {
  readonly isError?: boolean | undefined;
  readonly content?: readonly unknown[];
  readonly contents?: readonly unknown[];
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
};

export function outcomeText(result: Result): Outcome {
  const parts = [
    ...(result.content ?? []).map(each => contentText(each as Content)),
    ...(result.contents ?? []).map(each => pieceText(each as Piece)),
    ...(result.messages ?? []).map(
      ({ role, content }) => `${role}: ${contentText(content as Content)}`,
    ),
  ];
  return { ok: result.isError !== true, text: parts.join('\n') };
}

function contentText({ type, text, mimeType, uri, resource }: Content): string {
  if (text !== undefined) return text;
  if (resource !== undefined) return pieceText(resource);
  return `[${[type, mimeType, uri].filter(each => each !== undefined).join(' ')}]`;
}

const pieceText = ({ uri, text, mimeType }: Piece): string =>
  text ?? `[${[mimeType ?? 'binary', uri].join(' ')}]`;
