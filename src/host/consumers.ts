import * as vscode from 'vscode';
import type { Seq } from '../core/session/ids.ts';
import { evidenceWords } from '../core/view/words.ts';
import { plainLabel } from './plain.ts';
import type { SessionDocument } from './sessionDocument.ts';
import { agentName, stepName } from './words.ts';

/** Lists who used the output of a step; the one that the person picks. */
export async function pickConsumer(session: SessionDocument, seq: Seq): Promise<Seq | undefined> {
  const { opened } = session;
  if (opened === undefined) return undefined;
  const { consumers } = await session.details(seq);
  if (consumers.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No later step is known to have used {0}.', stepName(seq)),
    );
    return undefined;
  }
  const items = consumers.map(({ seq: consumer, kind, tier, snippet }) => ({
    label: `${stepName(consumer)} ${agentName(opened.graph, consumer)}`,
    description: `${evidenceWords(kind)}, ${tier}`,
    detail: `“${plainLabel(snippet)}”`,
    seq: consumer,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Steps that used {0} {1}', stepName(seq), agentName(opened.graph, seq)),
    placeHolder: vscode.l10n.t('Go to a step'),
    matchOnDetail: true,
  });
  return picked?.seq;
}
