import { describe, expect, test } from 'vitest';
import { rightsOfRole } from '#lib/domain/access/rights.ts';
import { canMark, subjectsOf, type MarkActor, type MarkFacts, type MarkRefusal } from './can-mark.ts';

const facts: MarkFacts = {
	file: (id) => (id === 'f' ? { version: 2 } : undefined),
	film: (id, version) => (id === 'f' && version === 2 ? 10 : undefined),
	selection: (id) => ({ open: { locked: false }, shut: { locked: true } })[id],
	hasComment: (id) => id === 'cleo.1' || id === 'ben.1'
};
/** Whoever fetches the facts beforehand fetches what `subjectsOf` names, and nothing else. */
function fetched(key: string, value: unknown): MarkFacts {
	const { fileId, selectionId, commentId, film } = subjectsOf(key, value);
	const named = <T>(id: string, is: string | undefined, found: T): T => {
		if (id !== is) throw new Error(`asked for ${id}, which nobody would have fetched`);
		return found;
	};
	return {
		file: (id) => named(id, fileId, facts.file(id)),
		selection: (id) => named(id, selectionId, facts.selection(id)),
		film: (id, version) =>
			named(`${id} ${version}`, film && `${film.fileId} ${film.version}`, facts.film(id, version)),
		hasComment: (id) => named(id, commentId, facts.hasComment(id))
	};
}
const client = (rights: Partial<MarkActor['rights']>): MarkActor => ({
	participantId: 'cleo',
	isMember: false,
	rights: { mark: false, decide: false, ...rights }
});
const cleo = client({ mark: true });
const decider = client({ mark: true, decide: true });
const looker = client({});
const ann: MarkActor = {
	participantId: 'ann',
	isMember: true,
	rights: rightsOfRole('photographer', () => true)
};
const ray: MarkActor = {
	participantId: 'ray',
	isMember: true,
	rights: rightsOfRole('retoucher', () => true)
};
const said = { file: 'f', version: 1, text: 'Softer' };

describe('refused', () => {
	test.each([
		['an unknown key', cleo, 'like:f', true, 'unknown-key'],
		['a key of JavaScript', cleo, '__proto__', {}, 'unknown-key'],
		["the server's time", cleo, 'at:cleo.1', 5, 'unknown-key'],
		["the server's time taken back", ann, 'at:cleo.1', undefined, 'unknown-key'],
		['a value that does not fit', cleo, 'pick:open:f', 'perhaps', 'bad-value'],
		['null for nothing', cleo, 'stars:f', null, 'bad-value'],
		['a pick without the right', looker, 'pick:open:f', 'yes', 'no-right'],
		['taking a pick back without the right', looker, 'pick:open:f', undefined, 'no-right'],
		['stars without the right', looker, 'stars:f', 3, 'no-right'],
		['a comment without the right', looker, 'comment:cleo.2', said, 'no-right'],
		['"done" without the right', looker, 'done:open', true, 'no-right'],
		['a pick by a retoucher', ray, 'pick:open:f', 'yes', 'no-right'],
		['a comment by a retoucher', ray, 'comment:ray.1', said, 'no-right'],
		['a verdict by a chooser', cleo, 'verdict:open:f', 'in', 'no-right'],
		['a verdict by a retoucher', ray, 'verdict:open:f', 'in', 'no-right'],
		["ticking off another's comment", cleo, 'resolve:ben.1', true, 'no-right'],
		["another's comment", cleo, 'comment:ben.1', said, 'not-yours'],
		["deleting another's comment", ann, 'comment:cleo.1', undefined, 'not-yours'],
		['a name that begins like theirs', cleo, 'comment:cleox.1', said, 'not-yours'],
		['a pick in a locked selection', cleo, 'pick:shut:f', 'yes', 'locked'],
		['taking a pick back there', cleo, 'pick:shut:f', undefined, 'locked'],
		['a verdict there, even by a member', ann, 'verdict:shut:f', 'in', 'locked'],
		['"done" there', cleo, 'done:shut', true, 'locked'],
		['a picture that is not there', cleo, 'pick:open:x', 'yes', 'no-file'],
		['stars on it', cleo, 'stars:x', 3, 'no-file'],
		['a comment on it', cleo, 'comment:cleo.2', { ...said, file: 'x' }, 'no-file'],
		['a selection that is not there', cleo, 'pick:x:f', 'yes', 'no-selection'],
		['"done" with it', cleo, 'done:x', true, 'no-selection'],
		['a version not to be seen yet', cleo, 'comment:cleo.2', { ...said, version: 3 }, 'no-version'],
		['an answer to nothing', cleo, 'comment:cleo.2', { ...said, replyTo: 'ben.9' }, 'no-comment'],
		['a moment in a still picture', cleo, 'comment:cleo.2', { ...said, time: 0 }, 'no-moment'],
		['a moment after the film', cleo, 'comment:cleo.2', { ...said, version: 2, time: 11.1 }, 'no-moment'],
		['a moment before it', cleo, 'comment:cleo.2', { ...said, version: 2, time: -1 }, 'bad-value'],
		['a moment that is no number', cleo, 'comment:cleo.2', { ...said, version: 2, time: NaN }, 'bad-value'],
		[
			'a moment that never comes',
			cleo,
			'comment:cleo.2',
			{ ...said, version: 2, time: Infinity },
			'bad-value'
		],
		['ticking off nothing', decider, 'resolve:ben.9', true, 'no-comment'],
		['the right before the lock', looker, 'pick:shut:f', 'yes', 'no-right']
	] as [string, MarkActor, string, unknown, MarkRefusal][])('%s', (_, actor, key, value, reason) => {
		expect(canMark(fetched(key, value), actor, key, value)).toBe(reason);
	});
});

describe('accepted', () => {
	test.each([
		['a pick', cleo, 'pick:open:f', 'yes'],
		['a pick taken back', cleo, 'pick:open:f', undefined],
		['stars, whatever is locked', cleo, 'stars:f', 5],
		['a label', cleo, 'label:f', 'red'],
		['"done"', cleo, 'done:open', true],
		['their comment', cleo, 'comment:cleo.2', said],
		['an answer', cleo, 'comment:cleo.2', { ...said, replyTo: 'ben.1' }],
		['at a moment of a film', cleo, 'comment:cleo.2', { ...said, version: 2, time: 4.04 }],
		['at its end, as a player measures it', cleo, 'comment:cleo.2', { ...said, version: 2, time: 10.04 }],
		['their comment, written anew', cleo, 'comment:cleo.1', { ...said, text: 'Harder' }],
		['their comment, deleted', cleo, 'comment:cleo.1', undefined],
		['ticking off their own', cleo, 'resolve:cleo.1', true],
		['ticking off, without any right but being its author', looker, 'resolve:cleo.1', true],
		['a decider ticking off', decider, 'resolve:ben.1', true],
		['a retoucher ticking off', ray, 'resolve:ben.1', true],
		['a verdict by a decider', decider, 'verdict:open:f', 'out'],
		['a verdict by a photographer', ann, 'verdict:open:f', 'in'],
		['a pick by a photographer', ann, 'pick:open:f', 'no'],
		['their own mark on a picture that went', cleo, 'pick:open:x', undefined],
		['their own stars there', cleo, 'stars:x', undefined],
		['their own "done" of a selection that went', cleo, 'done:x', undefined]
	] as [string, MarkActor, string, unknown][])('%s', (_, actor, key, value) => {
		expect(canMark(fetched(key, value), actor, key, value)).toBeNull();
	});
});
