import type { IncomingMessage, ServerResponse } from 'node:http';
import { inLanguage } from '#lib/messages/current-node.ts';
import { t } from '#lib/messages/index.ts';
import { FALLBACK, type Language } from '#lib/messages/languages.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { readBearer } from '../auth/bearer.ts';
import { addressOf, networkOf } from '../auth/network.ts';
import { hasOneHost } from '../auth/one-host.ts';
import { readClientSession, readMember } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { makeCommitScopedCache } from '../db/commit-scoped-cache.ts';
import { setCommonHeaders } from './headers.ts';
import { cut } from './cut.ts';
import { limitBodyTime } from './limit-body-time.ts';
import { drainBody } from './drain-body.ts';
import { hasOwnOrigin, isKnownMethod, isOwnElsewhere } from './origin.ts';
import { problemOf, sendProblem, STATUS, type PlainFault, type Problem } from './problems.ts';
import { watchForProxy } from './undeclared-proxy.ts';
import { belongsTo } from './unread.ts';
import { matcher, type RawRoute } from './route.ts';

/** A reader who takes nothing of an answer for so long has gone; what it holds is in memory. */
const UNREAD_MS = 60_000;

export type KitHandler = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

/** What the framework's hook finds on the request: who asks, decided once, here. */
export type Asked = { ctx: Context; member: MemberActor | null; sessionId: string | null };

/** In which language whoever asks is answered. */
export type LanguageOf = (asking: {
	pathname: string;
	headers: IncomingMessage['headers'];
	member: MemberActor | null;
	sessionId: string | null;
}) => Promise<Language>;

const ASKED = Symbol.for('proofsheet.asked');

export const askedOf = (req: IncomingMessage): Asked | undefined => Reflect.get(req, ASKED);

/** The one listener: headers, method, origin, who asks; then a raw handler, else the framework. */
export function makeListener(
	ctx: Context,
	routes: RawRoute[],
	kit: KitHandler,
	languageOf: LanguageOf = async () => FALLBACK
) {
	const match = matcher(routes);
	const origin = new URL(ctx.env.ORIGIN);
	// a page asks for hundreds of pictures with the same cookies
	const askers = makeCommitScopedCache<Asked>(ctx);
	const seeProxy = watchForProxy(ctx);
	return (req: IncomingMessage, res: ServerResponse) => {
		setCommonHeaders(res, ctx.env.ORIGIN);
		seeProxy(req);
		answer(req, res).catch((error: unknown) => say(req, () => fail(ctx, req, res, error)));
	};

	/** Rows are asked for a language only where something is said: bytes have none. */
	async function say(req: IncomingMessage, what: () => void) {
		const { member = null, sessionId = null } = askedOf(req) ?? {};
		const pathname = targetOf(req.url, origin)?.pathname ?? '/';
		const language = await languageOf({ pathname, headers: req.headers, member, sessionId }).catch(
			() => FALLBACK
		);
		inLanguage(language, what);
	}

	async function answer(req: IncomingMessage, res: ServerResponse) {
		const refused = refusal(req);
		if (refused) {
			drainBody(req, res);
			return say(req, () => sendProblem(res, refused()));
		}
		const url = targetOf(req.url, origin);
		if (!url) return say(req, () => sendProblem(res, problem('malformed')));
		const matched = match(req.method ?? 'GET', url.pathname);
		if (!matched?.isPatient) {
			limitBodyTime(req);
			res.setTimeout(UNREAD_MS, () => cut(res));
		}
		const asked = await ask(req, url);
		belongsTo(
			req,
			asked.sessionId ?? asked.member?.memberId ?? networkOf(addressOf(req, ctx.env.TRUST_PROXY))
		);
		Reflect.set(req, ASKED, asked);
		if (matched) return matched.run({ ...asked, req, res, url, params: matched.params });
		// adapter-node takes the origin from these two headers; a visitor's own are overwritten
		req.headers['x-forwarded-proto'] = origin.protocol.slice(0, -1);
		req.headers['x-forwarded-host'] = origin.host;
		return say(req, () => kit(req, res, () => sendProblem(res, problem('not-found'))));
	}

	/** What is said before anybody asks who asks; null: nothing, go on. */
	function refusal(req: IncomingMessage): (() => Problem) | null {
		if (!isKnownMethod(req.method))
			return () => ({ ...problem('malformed', t('faults:detail.method')), status: 405 });
		if (!req.url?.startsWith('/')) return () => ({ ...problem('not-found'), status: 400 });
		if (!hasOneHost(req)) return () => problem('malformed');
		if (req.headers['content-encoding']) return () => problem('wrong-type');
		if (isBearer(req) || hasOwnOrigin(req, ctx.env.ORIGIN)) return null;
		return () => (isOwnElsewhere(req) ? elsewhere(req) : problem('forbidden', t('faults:detail.origin')));
	}

	/** Cookies and sockets of another address would not work either: where to open it, and how to change that. */
	function elsewhere({ headers }: IncomingMessage) {
		const words = t('faults:detail.elsewhere', { origin: origin.origin, here: headers.origin ?? '' });
		return {
			...problem('forbidden', words),
			title: t('shared:fault.title.elsewhere'),
			open: `${origin.origin}/studio`
		};
	}

	async function byCookies(cookies: string): Promise<Asked> {
		return { ctx, member: await readMember(ctx, cookies), sessionId: await readClientSession(ctx, cookies) };
	}

	async function ask(req: IncomingMessage, url: URL): Promise<Asked> {
		if (!isBearer(req)) {
			const cookies = req.headers.cookie ?? '';
			return askers.of(cookies, () => byCookies(cookies));
		}
		// judged by the token alone; Kit would refuse `curl -T`, which has no Origin
		delete req.headers.cookie;
		req.headers.origin = origin.origin;
		const isApi = url.pathname.startsWith('/api/v1/');
		return {
			ctx,
			member: isApi ? await readBearer(ctx.db, req.headers.authorization) : null,
			sessionId: null
		};
	}
}

/** Null for a target that no URL can be made of, or one that would name another host (`//host/…`). */
function targetOf(target: string | undefined, origin: URL): URL | null {
	const url = URL.parse(target ?? '/', origin);
	return url?.host === origin.host && url.protocol === origin.protocol ? url : null;
}

const isBearer = (req: IncomingMessage) =>
	Boolean(req.headers.authorization?.startsWith('Bearer ') && req.url?.startsWith('/api/v1/'));

const problem = (fault: PlainFault, detail = t(`faults:detail.${fault}`)) => ({
	status: STATUS[fault],
	title: t(`shared:fault.title.${fault}`),
	detail
});

/** A thrown error at the edge: a named fault is answered, anything else is logged under an id. */
export function fail(ctx: Context, req: IncomingMessage, res: ServerResponse, error: unknown) {
	drainBody(req, res);
	const known = problemOf(error);
	if (known) return sendProblem(res, known);
	const id = ctx.ids.next().slice(0, 8);
	ctx.log.error({ err: error, id, method: req.method }, 'a request failed');
	sendProblem(res, {
		status: 500,
		title: t('shared:fault.title.unknown'),
		detail: t('faults:detail.unknown', { id })
	});
}
