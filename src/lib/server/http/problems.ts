import type { ServerResponse } from 'node:http';
import * as v from 'valibot';
import { AppError, type Fault, type Refusal } from '#lib/domain/fault.ts';
import { language, sentenceOf, t, wordsOf } from '#lib/messages/index.ts';
import type { KeyIn } from '#lib/messages/keys.ts';
import { DatabaseBroken } from '../db/health.ts';
import type { Problem } from '#lib/contract/problem.ts';
import { REFUSAL_HEADERS, refusalPage } from './refusal-page.ts';
import { wantsPage } from './wants-page.ts';

export type { Problem };

/** The one place where faults become status codes. */
export const STATUS: Record<Fault, number> = {
	malformed: 400,
	unauthenticated: 401,
	forbidden: 403,
	'not-found': 404,
	conflict: 409,
	gone: 410,
	stale: 412,
	'too-big': 413,
	'wrong-type': 415,
	range: 416,
	invalid: 422,
	'precondition-missing': 428,
	'too-many': 429,
	unavailable: 503,
	'disk-full': 507
};

/** RFC 9457 problem of anything thrown; null when it is a bug of ours (a 500 without details). */
export function problemOf(error: unknown): Problem | null {
	if (error instanceof AppError) return problemOfRefusal(error);
	if (v.isValiError(error)) return problemOfIssues(error.issues);
	if (error instanceof SyntaxError) return simple('malformed');
	if (isPassing(error)) return simple('unavailable');
	return null;
}

export const problemOfRefusal = (refusal: Refusal): Problem => ({
	...refusal.details,
	status: STATUS[refusal.fault],
	title: t(`shared:fault.title.${refusal.fault}`),
	detail: sentenceOf(refusal)
});

/** What the framework itself refuses, in our words: a body too long or of a strange kind, else a path of nothing. */
export function problemOfFramework(status: number): Problem {
	if (status === STATUS['too-big'])
		return problemOfRefusal(new AppError('too-big', 'faults:detail.body-too-big'));
	const fault = OF_FRAMEWORK.find((each) => STATUS[each] === status) ?? 'not-found';
	return { ...simple(fault), status };
}

const OF_FRAMEWORK: PlainFault[] = ['malformed', 'forbidden', 'wrong-type'];

/** A fault that says all there is to say by its name. */
export type PlainFault = Extract<Fault, KeyIn<'faults:detail.'>>;

export const simple = (fault: PlainFault): Problem => ({
	status: STATUS[fault],
	title: t(`shared:fault.title.${fault}`),
	detail: t(`faults:detail.${fault}`)
});

function problemOfIssues(issues: readonly v.BaseIssue<unknown>[]): Problem {
	const errors = issues.map((issue) => ({
		field: v.getDotPath(issue) ?? '',
		detail: wordsOf(issue.message)
	}));
	return { ...simple('invalid'), errors };
}

/** The database is locked, full, away, asked by too many at once or about to be left, or no file can be opened: nothing was written, and later it may be. */
const isPassing = (error: unknown) =>
	error instanceof DatabaseBroken ||
	(error instanceof Error && 'code' in error && PASSING_CODES.test(String(error.code)));
const PASSING_CODES =
	/^(SQLITE_(BUSY|FULL|IOERR|CANTOPEN)|DATABASE_AWAY$|40001$|40P01$|EMFILE$|ENFILE$|EAGAIN$|ENOMEM$)/;

const RETRY_AFTER_SECONDS = 5;

/** When to come again, as clients read it: said with the refusal, or some seconds where nobody can know. */
function retryAfter({ status, ...more }: Problem): Record<string, string> {
	const said = more['retryAfterSeconds'] ?? (status === STATUS.unavailable ? RETRY_AFTER_SECONDS : null);
	return typeof said === 'number' ? { 'retry-after': String(said) } : {};
}

/** A problem is answered in the form and the language that its reader asks for. */
const inWords = () => ({ vary: 'Accept, Accept-Language, Cookie', 'content-language': language() });

/**
 * Answers a raw request with a problem: a page in words where a person reads it, else JSON. A response that has begun is
 * cut instead, so that no body ends clean.
 */
export function sendProblem(res: ServerResponse, problem: Problem) {
	if (res.headersSent) return void res.destroy();
	const { accept, 'sec-fetch-mode': mode } = res.req.headers;
	const isPage = wantsPage({ accept, fetchMode: [mode].flat()[0] });
	const body = isPage ? refusalPage(problem) : JSON.stringify(problem);
	res.writeHead(problem.status, {
		...(isPage ? REFUSAL_HEADERS : { 'content-type': 'application/problem+json' }),
		...inWords(),
		'content-length': Buffer.byteLength(body),
		'cache-control': 'private, no-store',
		...retryAfter(problem)
	});
	res.end(body);
}

/** The same from inside the framework, to whoever asked with these headers. */
export function problemResponse(problem: Problem, asked: Headers) {
	const isPage = wantsPage({
		accept: asked.get('accept') ?? undefined,
		fetchMode: asked.get('sec-fetch-mode') ?? undefined
	});
	return new Response(isPage ? refusalPage(problem) : JSON.stringify(problem), {
		status: problem.status,
		headers: {
			...(isPage ? REFUSAL_HEADERS : { 'content-type': 'application/problem+json' }),
			...inWords(),
			'cache-control': 'private, no-store',
			...retryAfter(problem)
		}
	});
}
