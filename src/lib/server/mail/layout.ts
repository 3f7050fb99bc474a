import { language } from '#lib/messages/index.ts';

/** What a mail says; every string is plain text. */
export type MailBody = {
	subject: string;
	/** The studio's name, at the head. */
	head: string;
	lines: string[];
	/** A person's own words. */
	quote?: string | undefined;
	/** Six digits, shown large. */
	code?: string | undefined;
	/** Further facts, one a line. */
	list?: string[] | undefined;
	button?: { label: string; url: string } | undefined;
	foot: string[];
};

/** One column with one button, and the plain-text twin. */
export function layOut(body: MailBody): { subject: string; html: string; text: string } {
	return { subject: cleanSubject(body.subject), html: htmlOf(body), text: textOf(body) };
}

const MAX_SUBJECT = 200;

export function cleanSubject(subject: string): string {
	const line = subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
	return [...line].slice(0, MAX_SUBJECT).join('');
}

function textOf({ head, lines, quote, code, list, button, foot }: MailBody): string {
	const quoted = quote
		?.split('\n')
		.map((line) => `> ${line}`)
		.join('\n');
	const listed = list?.map((line) => `- ${line}`).join('\n');
	const pressed = button && `${button.label}:\n${button.url}`;
	const parts = [
		head,
		...lines,
		quoted,
		code,
		listed,
		pressed,
		foot.length ? `-- \n${foot.join('\n')}` : undefined
	];
	return `${parts.filter(Boolean).join('\n\n')}\n`;
}

const FONT = "font-family:Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const P = `${FONT};font-size:15px;line-height:1.5;margin:0 0 16px`;

function htmlOf({ subject, head, lines, quote, code, list, button, foot }: MailBody): string {
	const rows = [
		`<p style="${FONT};font-size:13.5px;color:#5c5c5c;margin:0 0 24px">${escapeHtml(head)}</p>`,
		...lines.map((line) => `<p style="${P}">${escapeHtml(line)}</p>`),
		quote && `<p style="${P};border-left:2px solid #c9c9c9;padding-left:12px">${withBreaks(quote)}</p>`,
		code && `<p style="${FONT};font-size:28px;letter-spacing:4px;margin:0 0 16px">${escapeHtml(code)}</p>`,
		list?.length &&
			`<ul style="${P};padding-left:20px">${list.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>`,
		button && buttonOf(button),
		foot.length &&
			`<p style="${FONT};font-size:12px;line-height:1.5;color:#5c5c5c;margin:24px 0 0">${withBreaks(foot.join('\n'))}</p>`
	];
	return page(subject, rows.filter(Boolean).join('\n'));
}

function buttonOf({ label, url }: { label: string; url: string }): string {
	const style = `${FONT};font-size:15px;display:inline-block;background:#1b1b1b;color:#fafafa;text-decoration:none;padding:12px 20px;border-radius:8px`;
	return `<p style="margin:24px 0"><a href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a></p>`;
}

const page = (subject: string, inner: string) => `<!doctype html>
<html lang="${language()}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#efefef;color:#1b1b1b">
<div style="max-width:520px;margin:0 auto;padding:32px 20px;background:#fafafa">
${inner}
</div></body></html>
`;

const withBreaks = (text: string) => escapeHtml(text).replaceAll('\n', '<br>');

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

export const escapeHtml = (text: string) =>
	text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
