import { createHash } from 'node:crypto';
import { language, t } from '#lib/messages/index.ts';
import type { Problem } from '#lib/contract/problem.ts';

const STYLE = `:root{color-scheme:dark light}
body{margin:0;min-height:100dvh;display:grid;place-content:center;justify-items:center;gap:12px;padding:32px;
box-sizing:border-box;text-align:center;background:#171717;color:#a8a8a8;font:15px/1.5 system-ui,sans-serif}
h1{margin:0;color:#ececec;font-size:28px;line-height:1.2}
p{margin:0;max-width:46ch;overflow-wrap:anywhere}
a{display:inline-block;margin-top:12px;padding:13px 28px;border-radius:8px;background:#ececec;color:#171717;
text-decoration:none;font-weight:600;overflow-wrap:anywhere}
@media (prefers-color-scheme:light){body{background:#dcdcdc;color:#4e4e4e}h1{color:#1b1b1b}a{background:#1b1b1b;color:#fafafa}}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** A refusal for a person to read: no scripts, nothing fetched, and what to do next where it is known. */
export function refusalPage({ title, detail, open }: Problem): string {
	const link = open ? `<a href="${escape(open)}">${escape(t('faults:page.open', { place: open }))}</a>` : '';
	return `<!doctype html><html lang="${language()}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}</h1>${detail ? `<p>${escape(detail)}</p>` : ''}${link}</body></html>`;
}

export const REFUSAL_HEADERS = {
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
};

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (words: string) => words.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
