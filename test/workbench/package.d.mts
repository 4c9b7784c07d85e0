export function packageExtension(): Promise<string>;
export function packageInvoker(): Promise<string>;
export function packageModels(): Promise<string>;
