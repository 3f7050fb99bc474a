import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { LANGUAGES, languageCookie } from '#lib/messages/languages.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { chooseLanguage } from '#lib/server/languages/index.ts';
import type { RequestHandler } from './$types';

const Choice = v.object({ language: v.picklist(LANGUAGES), to: v.optional(v.string(), '/') });
const YEAR_SECONDS = 31_536_000;

/** The language of this browser and of whoever it is; back to the page where it was chosen. */
export const POST: RequestHandler = async ({ locals, request, cookies }) => {
	const { language, to } = v.parse(Choice, Object.fromEntries(await readForm(request)));
	await chooseLanguage(locals.ctx, locals, language);
	cookies.set(languageCookie, language, {
		...({ path: '/', httpOnly: true, sameSite: 'lax' } as const),
		maxAge: YEAR_SECONDS,
		secure: locals.ctx.env.ORIGIN.startsWith('https:')
	});
	redirect(303, ownPath(to, locals.ctx.env.ORIGIN));
};

/** A path of this very server, or its first page. */
function ownPath(wanted: string, origin: string): string {
	const url = URL.parse(wanted, origin);
	return wanted.startsWith('/') && url?.origin === new URL(origin).origin ? url.pathname + url.search : '/';
}
