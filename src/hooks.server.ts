import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { isTheme, themeCookie } from '#lib/client/theme.ts';
import { language, t } from '#lib/messages/index.ts';
import type { Language } from '#lib/messages/languages.ts';
import { SURFACES, surfaceOf, type Surface } from '#lib/messages/surfaces.ts';
import { inLine, isLong } from '#lib/server/http/in-line.ts';
import { askedOf } from '#lib/server/http/listener.ts';
import { packPage, scriptsLast } from '#lib/server/http/pages.ts';
import { problemOf, problemOfFramework, problemResponse } from '#lib/server/http/problems.ts';

export const handle: Handle = async ({ event, resolve }) => {
	const asked = event.platform && askedOf(event.platform.req);
	if (!asked) throw new Error('The app runs behind its own server entry (npm start, npm run dev)');
	Object.assign(event.locals, asked);
	const theme = event.cookies.get(themeCookie);
	const { ORIGIN } = asked.ctx.env;
	const heard = hearing(surfaceOf(event.route.id), language());
	const answer = async () =>
		resolve(event, {
			transformPageChunk: ({ html }) => scriptsLast(spoken(atHome(inTheme(html, theme), ORIGIN), heard)),
			// fonts come when words are there to be set in them, after the pictures that stand first
			preload: ({ type }) => type === 'js' || type === 'css'
		});
	const asker = asked.member?.memberId ?? asked.sessionId;
	if (!asker || !isLong(event.route.id)) return dressed(await answer(), event);
	try {
		return await dressed(await inLine(asked.ctx, asker, answer), event);
	} catch (error) {
		const problem = problemOf(error);
		if (!problem) throw error;
		return problemResponse(problem, event.request.headers);
	}
};

/** Never kept by others, and packed where nothing secret stands in it. */
function dressed(response: Response, event: Parameters<Handle>[0]['event']) {
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
	response.headers.set('content-language', language());
	const vary = [response.headers.get('vary'), 'Cookie', 'Accept-Language'];
	response.headers.set('vary', vary.filter(Boolean).join(', '));
	if (isPacked(event, response)) return packPage(response, event.request.headers.get('accept-encoding'));
	return asProblem(response, event);
}

/** Where the studio lives: a page that was opened elsewhere says so, since nothing can be changed from there. */
const atHome = (html: string, origin: string) =>
	html.replace('data-origin=""', `data-origin="${new URL(origin).origin}"`);

const inTheme = (html: string, theme: string | undefined) =>
	isTheme(theme) ? html.replace('data-theme="system"', `data-theme="${theme}"`) : html;

/** The page's language, and its sentences on their way beside the scripts that will say them. */
const spoken = (html: string, heard: string) =>
	html.replace('<html lang="en"', `<html lang="${language()}"`).replace('</body>', `${heard}</body>`);

const hearing = (surface: Surface, language: Language) =>
	SURFACES[surface][language]
		.map(({ url }) => `<link rel="preload" href="${url}" as="fetch" crossorigin="anonymous">`)
		.join('');

/** The client's gallery and order: they hold no token (decision 14). */
const isPacked = (event: Parameters<Handle>[0]['event'], response: Response) =>
	/^\/\(client\)\/[go]\//.test(event.route.id ?? '') &&
	Boolean(response.headers.get('content-type')?.startsWith('text/html'));

export const handleError: HandleServerError = ({ kind, error, event }) => {
	if (kind === 'app') return;
	const problem = kind === 'framework' ? problemOfFramework(error.status) : problemOf(error);
	if (problem) {
		problems.set(event.request, problem);
		return { status: problem.status, message: problem.detail, title: problem.title };
	}
	const id = event.locals.ctx.ids.next().slice(0, 8);
	event.locals.ctx.log.error({ err: error, id, route: event.route.id }, 'a request failed');
	return {
		status: 500,
		message: t('faults:detail.unknown', { id }),
		title: t('shared:fault.title.unknown'),
		id
	};
};

const problems = new WeakMap<Request, NonNullable<ReturnType<typeof problemOf>>>();

/** Calls (not pages) get their fault as application/problem+json, with its fields; a person who opens one, in words. */
function asProblem(response: Response, event: Parameters<Handle>[0]['event']): Response {
	if (response.status < 400) return response;
	const problem = problems.get(event.request);
	// the framework marks the pages that it rendered: what bears no mark is a call's, or its bare page for want of ours
	const isPage = response.headers.has('x-sveltekit-page');
	return problem && !isPage ? problemResponse(problem, event.request.headers) : response;
}
