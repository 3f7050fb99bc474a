import * as v from 'valibot';
import { Problem, PendingItem } from '#lib/contract/problem.ts';
import { t } from '#lib/messages/index.ts';

/** What went wrong in a call, as the server said it (RFC 9457). */
export class CallFault extends Error {
	readonly status: number;
	readonly problem: v.InferOutput<typeof Said>;
	constructor(status: number, problem: CallFault['problem'], message: string) {
		super(message);
		this.status = status;
		this.problem = problem;
	}
	/** The sentence for one field of a form, if it was that field. */
	field(name: string): string | undefined {
		return this.problem.errors?.find((each) => each.field === name)?.detail;
	}
	/** The first field's sentence, else that of the whole: for a place where no field stands beside it. */
	get sentence(): string {
		return this.problem.errors?.[0]?.detail ?? this.message;
	}
	/** Ordered pictures that a deletion would take from their people, by camera name; undefined: that was not the fault. */
	pendingItems(): string[] | undefined {
		if (this.status !== 409) return undefined;
		const read = v.safeParse(Items, this.problem['items']);
		return read.success ? read.output.map(({ cameraName }) => cameraName) : undefined;
	}
}

const Items = v.array(v.pick(PendingItem, ['cameraName']));

/** Who a client's page believes to be, and of an order the key of the act. */
type Who = { participantId: string; key?: string };

/** Calls our own server with JSON; throws CallFault with the server's sentence, or with ours where nobody answers. */
export async function call(method: string, path: string, body?: unknown, who?: Who): Promise<unknown> {
	const init = body === undefined ? {} : { body: JSON.stringify(body) };
	const response = await fetch(path, { method, headers: headersOf(body, who), ...init }).catch(() => {
		throw new CallFault(0, {}, t('shared:call.away'));
	});
	const isJson = response.headers.get('content-type')?.includes('json');
	const answer: unknown = isJson ? await response.json() : await response.text();
	if (response.ok) return answer;
	const said = v.safeParse(Said, answer);
	const problem = said.success ? said.output : {};
	throw new CallFault(response.status, problem, problem.detail || problem.message || wordsOf(response));
}

/** The same for the answer that the contract promises; another one, of another version of ours, is a fault. */
export async function callFor<S extends v.GenericSchema>(
	schema: S,
	...asked: Parameters<typeof call>
): Promise<v.InferOutput<S>> {
	const read = v.safeParse(schema, await call(...asked));
	if (read.success) return read.output;
	throw new CallFault(0, {}, t('client:call.failed'));
}

const Said = v.looseObject({
	...v.partial(v.pick(Problem, ['status', 'title', 'detail', 'open', 'errors'])).entries,
	message: v.optional(v.string())
});

const headersOf = (body: unknown, who: Who | undefined): Record<string, string> => ({
	...(body === undefined ? {} : { 'content-type': 'application/json' }),
	...(who ? { 'x-participant': who.participantId } : {}),
	...(who?.key ? { 'idempotency-key': who.key } : {})
});

/** A proxy's answer: what it says of itself is not for people, and over HTTP/2 it says nothing. */
const wordsOf = ({ status }: Response) =>
	t(status >= 500 ? 'shared:fault.detail.unavailable' : 'client:call.failed');
