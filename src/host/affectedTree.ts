import * as vscode from 'vscode';
import { affectedGroups, shownRows } from './affectedRows.ts';
import type { AffectedRow, GroupRow } from './affectedRows.ts';
import { ringIcon } from './icons.ts';
import type { Sessions } from './sessions.ts';
import { isMarked, number, stepName, summaryWords } from './words.ts';

const pageSize = 200;

/** The Affected Steps view: the slice of the active session as a list. */
export class AffectedTree implements vscode.TreeDataProvider<AffectedRow> {
  readonly #extension: vscode.Uri;
  readonly #sessions: Sessions;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<AffectedRow>;
  readonly #subscription: vscode.Disposable;
  #groups: readonly GroupRow[] = [];
  #shown = new Map<string, number>();
  /** What the rows were made from: a new selection alone makes no new rows. */
  #madeFrom: unknown;

  constructor(extension: vscode.Uri, sessions: Sessions) {
    this.#extension = extension;
    this.#sessions = sessions;
    this.#view = vscode.window.createTreeView('faultline.affected', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscription = sessions.onDidChangeActive(() => this.#refresh());
  }

  getTreeItem(row: AffectedRow): vscode.TreeItem {
    switch (row.kind) {
      case 'group':
        return this.#groupItem(row);
      case 'more': {
        const item = new vscode.TreeItem(vscode.l10n.t('{0} more', number(row.hidden)));
        item.iconPath = new vscode.ThemeIcon('ellipsis');
        item.command = {
          command: 'faultline.showMoreAffected',
          title: vscode.l10n.t('Show More'),
          arguments: [row.group],
        };
        return item;
      }
      case 'step': {
        const item = new vscode.TreeItem(stepName(row.seq));
        item.id = `${row.group} ${row.seq}`;
        item.description = row.description;
        item.iconPath = ringIcon(this.#extension, row.ring);
        item.contextValue = 'step';
        item.accessibilityInformation = {
          label: `${stepName(row.seq)} ${row.ring} ${row.description}`,
        };
        item.command = {
          command: 'faultline.selectStep',
          title: vscode.l10n.t('Select the Step'),
          arguments: [row.seq],
        };
        return item;
      }
    }
  }

  getChildren(row?: AffectedRow): readonly AffectedRow[] & AffectedRow[] {
    if (row === undefined) return [...this.#groups];
    if (row.kind !== 'group') return [];
    return [...shownRows(row, this.#shown.get(row.key) ?? pageSize)];
  }

  getParent(row: AffectedRow): AffectedRow | undefined {
    return row.kind === 'group' ? undefined : this.#groups.find(group => group.key === row.group);
  }

  showMore(group: string): void {
    this.#shown.set(group, (this.#shown.get(group) ?? pageSize) + 1000);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #groupItem(row: GroupRow): vscode.TreeItem {
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.collapsed ? Collapsed : Expanded);
    item.id = row.key;
    item.description = row.description;
    return item;
  }

  #refresh(): void {
    const opened = this.#sessions.active?.opened;
    if (opened?.slice !== this.#madeFrom) {
      this.#madeFrom = opened?.slice;
      this.#groups = opened === undefined ? [] : affectedGroups(opened, vscode.l10n.t);
      this.#view.message =
        opened !== undefined && isMarked(opened.slice) ? summaryWords(opened, vscode.l10n.t) : '';
      const affected =
        opened === undefined ? 0 : opened.slice.counts.traced + opened.slice.counts.suspect;
      this.#view.badge =
        affected === 0
          ? undefined
          : { value: affected, tooltip: vscode.l10n.t('{0} affected steps', number(affected)) };
      this.#changed.fire(undefined);
    }
    this.#follow();
  }

  /** Shows the selected step in the list, if the list can be seen and has it. */
  #follow(): void {
    const seq = this.#sessions.active?.selected;
    if (seq === undefined || !this.#view.visible) return;
    for (const group of this.#groups) {
      if (group.collapsed) continue;
      const rows = shownRows(group, this.#shown.get(group.key) ?? pageSize);
      const row = rows.find(each => each.kind === 'step' && each.seq === seq);
      if (row !== undefined) {
        this.#view.reveal(row, { select: true, focus: false }).then(undefined, () => {});
      }
    }
  }
}
