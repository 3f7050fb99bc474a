import { expect, test } from 'vitest';
import { announcements, heardAs, rooms, type EventIn, type Told } from './announcements.ts';

type Client = ReturnType<typeof rooms.client>;
type Either = Client | ReturnType<typeof rooms.studio>;

// what the compiler has to refuse: each line is an error, or the next one is
const toClients: EventIn<Client>[] = [
	'gallery.changed',
	// @ts-expect-error mails are the studio's concern
	'mail.changed'
];
const toBoth: EventIn<Either>[] = [
	'person.joined',
	// @ts-expect-error uploads as well
	'upload.changed'
];
// @ts-expect-error who it is about has to be said
const removed: Told<Client, 'file.removed'> = { id: 'f' };

test('each kind of room has a pattern of its own', () => {
	const names = [rooms.client('x'), rooms.studio('x'), rooms.home('x'), rooms.participant('x'), rooms.web()];
	expect(new Set(names.map((name) => name.split(':')[0])).size).toBe(Object.keys(announcements).length);
});

test('clients hear nothing of mails, uploads and due times', () => {
	expect(Object.keys(heardAs.client)).toEqual(expect.arrayContaining([toClients[0], toBoth[0]]));
	expect(Object.keys(heardAs.client)).not.toContain(toClients[1]);
	expect(Object.keys(heardAs.client)).not.toContain(toBoth[1]);
	const fields = Object.values(heardAs.client).flatMap(({ entries }) => Object.keys(entries));
	for (const secret of ['dueAt', 'held', 'ready', 'incoming', 'cameraName', 'sha256'])
		expect(fields).not.toContain(secret);
	expect(removed).not.toHaveProperty('galleryId');
});
