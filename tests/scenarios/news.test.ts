import { expect, test } from 'vitest';
import { rooms } from '#lib/contract/announcements.ts';
import { strangeIn } from './news.ts';

test.each([
	['as it is', rooms.client('g'), 'file.removed', { id: 'f', galleryId: 'g' }, undefined],
	[
		'a field too many',
		rooms.client('g'),
		'file.removed',
		{ id: 'f', galleryId: 'g', dueAt: null },
		/says more/
	],
	['a field too few', rooms.client('g'), 'file.removed', { id: 'f' }, /galleryId/],
	['for others', rooms.client('g'), 'mail.changed', {}, /not in the contract/]
])('an announcement is compared with the contract: %s', (_name, room, event, payload, fault) => {
	const found = strangeIn(room, event, payload);
	if (fault) expect(found).toMatch(fault);
	else expect(found).toBeUndefined();
});
