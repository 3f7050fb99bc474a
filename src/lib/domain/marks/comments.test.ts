import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarksView } from './view.ts';

const say = (text: string, more: object = {}) => ({ file: 'a', version: 1, text, ...more });
const view = (entries: [book: string, key: string, value: unknown][]) => {
	const made = new MarksView();
	for (const [book, key, value] of entries) made.setEntry(book, key, value);
	return made;
};
const texts = (made: MarksView) => made.commentsOf('a').map(({ text }) => text);

describe('comments', () => {
	test('stand by the server’s time; those it has not seen yet come last', () => {
		const made = view([
			['cleo', 'comment:cleo.1', say('third')],
			['ben', 'comment:ben.1', say('first')],
			['cleo', 'comment:cleo.2', say('not sent yet')],
			['server:ben', 'at:ben.1', 100],
			['server:cleo', 'at:cleo.1', 200]
		]);
		expect(texts(made)).toEqual(['first', 'third', 'not sent yet']);
	});

	test('a time counts only in the server’s book about its author', () => {
		const made = view([
			['cleo', 'comment:cleo.1', say('x')],
			['server:ben', 'at:cleo.1', 5],
			['cleo', 'at:cleo.1', 5],
			['studio:ann', 'at:cleo.1', 5]
		]);
		expect(made.commentsOf('a')[0]?.at).toBeNull();
	});

	test('times and ticks may come before the comment', () => {
		const made = view([
			['server:cleo', 'at:cleo.1', 5],
			['ben', 'resolve:cleo.1', true],
			['cleo', 'comment:cleo.1', say('x')]
		]);
		expect(made.commentsOf('a')).toMatchObject([{ at: 5, resolved: true, participantId: 'cleo' }]);
	});

	test('resolved while any book says so', () => {
		const made = view([
			['cleo', 'comment:cleo.1', say('x')],
			['cleo', 'resolve:cleo.1', true],
			['studio:ann', 'resolve:cleo.1', true]
		]);
		made.setEntry('cleo', 'resolve:cleo.1', undefined);
		expect(made.commentsOf('a')[0]?.resolved).toBe(true);
		made.setEntry('studio:ann', 'resolve:cleo.1', undefined);
		expect(made.commentsOf('a')[0]?.resolved).toBe(false);
	});

	test('one in the studio’s book is for the studio', () => {
		const made = view([
			['studio:ann', 'comment:ann.1', say('theirs')],
			['ann', 'comment:ann.2', say('ours')]
		]);
		expect(made.commentsOf('a').map(({ studioOnly }) => studioOnly)).toEqual([true, false]);
	});

	test('written anew, moved, deleted', () => {
		const made = view([['cleo', 'comment:cleo.1', say('x')]]);
		made.setEntry('cleo', 'comment:cleo.1', say('y'));
		expect(texts(made)).toEqual(['y']);
		made.setEntry('cleo', 'comment:cleo.1', { ...say('y'), file: 'b' });
		expect([made.comments.count('a'), made.comments.count('b')]).toEqual([0, 1]);
		made.setEntry('cleo', 'comment:cleo.1', undefined);
		expect([made.comments.count('b'), made.comments.has('cleo.1')]).toEqual([0, false]);
	});
});

describe('threads', () => {
	test('answers stand under what they answer, however deep', () => {
		const made = view([
			['cleo', 'comment:cleo.1', say('root')],
			['ben', 'comment:ben.1', say('answer', { replyTo: 'cleo.1' })],
			['cleo', 'comment:cleo.2', say('to the answer', { replyTo: 'ben.1' })],
			['ben', 'comment:ben.2', say('another')]
		]);
		const threads = made
			.threads('a')
			.map(({ text, replies }) => [text, ...replies.map((reply) => reply.text)]);
		expect(threads).toEqual([['another'], ['root', 'answer', 'to the answer']]);
	});

	test('an answer to what is gone stands by itself', () => {
		const made = view([['ben', 'comment:ben.1', say('answer', { replyTo: 'cleo.1' })]]);
		expect(made.threads('a')).toHaveLength(1);
	});

	test('answers in a circle are still shown, once', () => {
		const id = fc.constantFrom('cleo.1', 'cleo.2', 'cleo.3', 'cleo.4');
		fc.assert(
			fc.property(fc.dictionary(id, fc.option(id)), (answers) => {
				const made = new MarksView();
				for (const [commentId, replyTo] of Object.entries(answers)) {
					made.setEntry('cleo', `comment:${commentId}`, say(commentId, replyTo ? { replyTo } : {}));
				}
				const shown = made
					.threads('a')
					.flatMap((thread) => [thread.id, ...thread.replies.map((reply) => reply.id)]);
				expect(shown.sort()).toEqual(Object.keys(answers).sort());
			})
		);
	});
});
