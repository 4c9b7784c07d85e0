export function packageExtension(): Promise<string>;
export function packageInvoker(): Promise<string>;
