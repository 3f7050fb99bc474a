import { describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { AppError, type Fault } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { problemOf, sendProblem, STATUS } from './problems.ts';
import { refusalPage } from './refusal-page.ts';

const FAULTS = Object.keys(STATUS) as Fault[];
const asked = [
	['a browser', { accept: 'text/html,*/*;q=0.8' }, 'text/html; charset=utf-8'],
	['a program', { accept: 'application/json' }, 'application/problem+json'],
	['curl', {}, 'application/problem+json']
] as const;

async function answerOf(fault: Fault, headers: Record<string, string>) {
	const server = createServer((_, res) => {
		const problem = problemOf(new AppError(fault, 'faults:detail.conflict'));
		if (problem) sendProblem(res, problem);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	if (!address || typeof address === 'string') throw new Error('no port');
	// `fetch` would name a mode of its own
	const [response] = await once(
		request({ port: address.port, host: '127.0.0.1', headers }).end(),
		'response'
	);
	const text = await readAll(response);
	server.close();
	return { status: response.statusCode, headers: response.headers, text };
}

describe('every refusal', () => {
	for (const [who, headers, type] of asked)
		it.each(FAULTS)(`%s is answered in the form that ${who} reads`, async (fault) => {
			const answer = await answerOf(fault, headers);
			expect([answer.status, answer.headers['content-type']]).toEqual([STATUS[fault], type]);
			expect(answer.text).toContain(t('faults:detail.conflict'));
			expect(answer.headers['vary']).toBe('Accept, Accept-Language, Cookie');
		});

	it('says on a page where to go on', () =>
		expect(
			refusalPage({ status: 403, title: 'Elsewhere', detail: 'Words', open: 'http://a.test/studio' })
		).toContain('<a href="http://a.test/studio">'));

	it('holds no markup of anybody else', () => {
		const bad = `</title><script>alert('1')</script>"`;
		const page = refusalPage({ status: 400, title: bad, detail: bad, open: bad });
		expect(page).not.toContain('<script>');
		expect(page).toContain('&lt;script&gt;');
	});
});
