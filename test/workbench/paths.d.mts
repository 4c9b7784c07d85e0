export const repository: string;
export const cache: string;
export const vsix: string;
export const invokerVsix: string;
export const modelsVsix: string;
export const desktopExtensions: string;
export const results: string;
export const artifacts: string;
