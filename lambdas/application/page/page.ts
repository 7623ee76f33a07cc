import { Html, html } from './html.js';

export interface Page {
  readonly title: string;
  readonly style: string;
  readonly body: Html;
}

/** A whole page that needs no other file. */
export const page = ({ title, style, body }: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${body}
</body>
</html>
`.markup;

/** An instant to the second, in words that people read and a program too. */
export const time = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;

/** A whole number with separators. */
export const count = (value: number): string => value.toLocaleString('en-US');
