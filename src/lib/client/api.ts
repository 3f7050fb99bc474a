import * as v from 'valibot';
import { t } from '#lib/messages/index.ts';

/** What went wrong in a call, as the server said it (RFC 9457). */
export class CallFault extends Error {
	readonly status: number;
	readonly problem: Record<string, unknown> & { errors?: { field: string; detail: string }[] };
	constructor(status: number, problem: CallFault['problem'], message: string) {
		super(message);
		this.status = status;
		this.problem = problem;
	}
	/** The sentence for one field of a form, if it was that field. */
	field(name: string): string | undefined {
		return this.problem.errors?.find((each) => each.field === name)?.detail;
	}
	/** Ordered pictures that a deletion would take from their people, by camera name; undefined: that was not the fault. */
	pendingItems(): string[] | undefined {
		if (this.status !== 409) return undefined;
		const read = v.safeParse(Items, this.problem['items']);
		return read.success ? read.output.map(({ cameraName }) => cameraName) : undefined;
	}
}

const Items = v.array(v.object({ cameraName: v.string() }));

/** Calls our own server with JSON; throws CallFault with the server's sentence, or with ours where nobody answers. */
export async function call<T = unknown>(method: string, path: string, body?: unknown) {
	const init =
		body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
	const response = await fetch(path, { method, ...init }).catch(() => {
		throw new CallFault(0, {}, t('shared:call.away'));
	});
	const isJson = response.headers.get('content-type')?.includes('json');
	const answer = isJson ? await response.json() : await response.text();
	if (response.ok) return answer as T; // the caller names the contract's shape
	const problem = isJson ? answer : {};
	throw new CallFault(response.status, problem, problem.detail || problem.message || wordsOf(response));
}

/** A proxy's answer: what it says of itself is not for people, and over HTTP/2 it says nothing. */
const wordsOf = ({ status }: Response) =>
	t(status >= 500 ? 'faults:detail.unavailable' : 'client:call.failed');
