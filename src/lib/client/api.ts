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
}

/** Calls our own server with JSON; throws CallFault with the server's sentence. `away` is said when nobody answers. */
export async function call<T = unknown>(
	method: string,
	path: string,
	body?: unknown,
	away = 'The server does not answer.'
) {
	const init =
		body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
	const response = await fetch(path, { method, ...init }).catch(() => {
		throw new CallFault(0, {}, away);
	});
	const isJson = response.headers.get('content-type')?.includes('json');
	const answer = isJson ? await response.json() : await response.text();
	if (response.ok) return answer as T; // the caller names the contract's shape
	const problem = isJson ? answer : {};
	throw new CallFault(response.status, problem, problem.detail || problem.message || response.statusText);
}
