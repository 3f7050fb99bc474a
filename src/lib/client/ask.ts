import { CallFault } from '#lib/client/api.ts';
import { t } from '#lib/messages/index.ts';

type Who = { participantId: string; key?: string };

/** A changing call of a client's page: says who the page believes to be. Throws CallFault with the server's sentence. */
export async function ask(path: string, body: unknown, who?: Who): Promise<unknown> {
	const headers: Record<string, string> = { 'content-type': 'application/json' };
	if (who) headers['x-participant'] = who.participantId;
	if (who?.key) headers['idempotency-key'] = who.key;
	const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => {
		throw new CallFault(0, {}, t('shared:call.away'));
	});
	const isJson = response.headers.get('content-type')?.includes('json');
	const answer: unknown = isJson ? await response.json() : undefined;
	if (response.ok) return answer;
	throw faultOf(response, answer);
}

function faultOf(response: Response, answer: unknown) {
	const problem: Record<string, unknown> = typeof answer === 'object' && answer !== null ? { ...answer } : {};
	const words = [problem['detail'], problem['message']].find(
		(each) => typeof each === 'string' && each !== ''
	);
	return new CallFault(response.status, problem, String(words ?? t('client:call.failed')));
}
