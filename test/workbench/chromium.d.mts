import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export type Theme = 'dark' | 'light' | 'hc' | 'hcLight';
export interface Size {
  width: number;
  height: number;
}

export function chromiumPath(): Promise<string>;
export function launchBrowser(): Promise<Browser>;
export function openPage(url: string, options?: { theme?: Theme; size?: Size }): Promise<Page>;
export function contextOptions(theme: Theme, size: Size): BrowserContextOptions;
