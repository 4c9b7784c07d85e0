// What is loaded when somebody looks for servers, and not before: a bundle of its own, since it is ten times the size of all
// that VS Code loads to activate the extension.
export { checker, fieldsOf, readValue, writeValue } from '../recorder/callForm.ts';
export { discover } from '../recorder/configs/discover.ts';
export { entryText, unwrapInText, wrapInText, wrapped } from '../recorder/configs/edit.ts';
export { readConfig } from '../recorder/configs/read.ts';
export { connect } from '../recorder/connect.ts';
export { startProxy, startReceiver } from '../recorder/connectProxy.ts';
