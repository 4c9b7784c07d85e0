/** Addresses and rights of the graph's page. */
export interface GraphPage {
  readonly title: string;
  readonly script: string;
  readonly styles: string;
  /** Where the page may load styles, fonts and images from. */
  readonly source: string;
  readonly nonce: string;
}

/** The page is empty: everything it shows comes by message, nothing recorded ever stands in its source. */
export const graphHtml = (page: GraphPage): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${page.nonce}'; style-src ${page.source}; font-src ${page.source}; img-src ${page.source} data:">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${page.styles}">
<title>${escaped(page.title)}</title>
</head>
<body>
<div id="root"></div>
<script type="module" nonce="${page.nonce}" src="${page.script}"></script>
</body>
</html>
`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/gu, character => `&#${character.charCodeAt(0)};`);
