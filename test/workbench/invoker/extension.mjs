// Reads invoke.json of the workspace, starts the MCP server named there, invokes its tool through VS Code's own tool API,
// and writes what came back, or went wrong, to invoked.json.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

export function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('faultlineTest.invoke', async () => {
      const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
      const order = JSON.parse(await readFile(join(folder, 'invoke.json'), 'utf8'));
      const result = await invoke(order).catch(error => ({ error: String(error?.stack ?? error) }));
      const path = join(folder, 'invoked.json');
      await writeFile(`${path}.tmp`, JSON.stringify({ order, ...result }));
      await rename(`${path}.tmp`, path);
    }),
  );
}

async function invoke({ server, tool, input }) {
  const found = await started(`faultline.faultline/${server}`, tool);
  const { content } = await vscode.lm.invokeTool(found, { input, toolInvocationToken: undefined });
  return { tool: found, text: content.map(part => part.value ?? '').join('\n') };
}

/** Starts the server until its tool is known: VS Code learns of a server, and then of its tools, a moment later. */
async function started(id, tool) {
  const own = ({ name }) => name.startsWith('mcp_') && name.endsWith(`_${tool}`);
  for (let tries = 0; tries < 60; tries++) {
    await vscode.commands.executeCommand('workbench.mcp.startServer', id, {
      waitForLiveTools: true,
    });
    const found = vscode.lm.tools.find(own);
    if (found) return found.name;
    await new Promise(resolve => setTimeout(resolve, 500));
  }
  throw new Error(`no tool ${tool} among: ${vscode.lm.tools.map(({ name }) => name).join(', ')}`);
}
